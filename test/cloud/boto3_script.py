"""Declares a detector as scripts for the original service did, and prints what it sees as JSON.

Arguments: endpoint of the API, ARN of a role.
"""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, role = sys.argv[1:]
client = boto3.client(
    "lookoutmetrics",
    endpoint_url=endpoint,
    region_name="eu-west-1",
    aws_access_key_id="local",
    aws_secret_access_key="local",
    config=Config(retries={"max_attempts": 1}),
)


def refused(call, **members):
    try:
        call(**members)
    except ClientError as error:
        return {
            "error": type(error).__name__,
            "code": error.response["Error"]["Code"],
            "message": error.response["Error"]["Message"],
            "status": error.response["ResponseMetadata"]["HTTPStatusCode"],
            "fields": [field["Name"] for field in error.response.get("Fields", [])],
        }
    return None


detector = client.create_anomaly_detector(
    AnomalyDetectorName="shop",
    AnomalyDetectorConfig={"AnomalyDetectorFrequency": "PT1H"},
    Tags={"team": "growth"},
)["AnomalyDetectorArn"]
dataset = client.create_metric_set(
    AnomalyDetectorArn=detector,
    MetricSetName="orders",
    MetricList=[{"MetricName": "views", "AggregationFunction": "SUM"}],
    DimensionList=["platform"],
    TimestampColumn={"ColumnName": "timestamp", "ColumnFormat": "yyyy-MM-dd HH:mm:ss"},
    MetricSource={
        "S3SourceConfig": {
            "RoleArn": role,
            "TemplatedPathList": ["s3://acme/live/{{yyyyMMdd}}/{{HHmm}}"],
            "FileFormatDescriptor": {
                "CsvFormatDescriptor": {"ContainsHeader": True, "Delimiter": ","}
            },
        }
    },
)["MetricSetArn"]
alert = client.create_alert(
    AlertName="oncall",
    AnomalyDetectorArn=detector,
    AlertSensitivityThreshold=70,
    Action={
        "SNSConfiguration": {
            "RoleArn": role,
            "SnsTopicArn": "arn:aws:sns:eu-west-1:111122223333:oncall",
        }
    },
)["AlertArn"]
client.tag_resource(ResourceArn=dataset, Tags={"a b": "c"})
tagged = client.list_tags_for_resource(ResourceArn=dataset)["Tags"]
client.untag_resource(ResourceArn=dataset, TagKeys=["a b"])
client.activate_anomaly_detector(AnomalyDetectorArn=detector)
described = client.describe_anomaly_detector(AnomalyDetectorArn=detector)

print(
    json.dumps(
        {
            "detector": detector,
            "status": described["Status"],
            "created": described["CreationTime"].timestamp(),
            "offset": client.describe_metric_set(MetricSetArn=dataset)["Offset"],
            "alert": client.describe_alert(AlertArn=alert)["Alert"]["AlertType"],
            "listed": [
                each["AnomalyDetectorName"]
                for each in client.list_anomaly_detectors()["AnomalyDetectorSummaryList"]
            ],
            "tagged": tagged,
            "untagged": client.list_tags_for_resource(ResourceArn=dataset)["Tags"],
            "again": refused(client.activate_anomaly_detector, AnomalyDetectorArn=detector),
            "unknown": refused(client.describe_alert, AlertArn=alert + "x"),
            "misfit": refused(
                client.create_anomaly_detector,
                AnomalyDetectorName="-",
                AnomalyDetectorConfig={"AnomalyDetectorFrequency": "PT2H"},
            ),
        }
    )
)
