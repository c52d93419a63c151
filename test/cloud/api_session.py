"""A session of somebody who used the original service by boto3: written from its documentation alone.

Knows of no Crowsnest but by the address in ENDPOINT. Prints what it saw as JSON.
"""

import json
import os
import sys
import time

import boto3
from botocore.config import Config

client = boto3.client(
    "lookoutmetrics",
    region_name="us-east-1",
    endpoint_url=os.environ["ENDPOINT"],
    aws_access_key_id="AKIAEXAMPLE",
    aws_secret_access_key="secret",
    config=Config(retries={"max_attempts": 1}),
)
role = "arn:aws:iam::111122223333:role/reader"
csv = {"CsvFormatDescriptor": {"FileCompression": "NONE", "Delimiter": ",", "ContainsHeader": True}}


def wait_for(arn, *wanted):
    while True:
        described = client.describe_anomaly_detector(AnomalyDetectorArn=arn)
        if described["Status"] in wanted:
            return described
        if described["Status"] == "FAILED":
            sys.exit(described["FailureReason"])
        time.sleep(0.2)


def groups_of(arn, threshold):
    found, more = [], {}
    while True:
        page = client.list_anomaly_group_summaries(
            AnomalyDetectorArn=arn, SensitivityThreshold=threshold, MaxResults=4, **more
        )
        found += page["AnomalyGroupSummaryList"]
        if "NextToken" not in page:
            return found, page["AnomalyGroupStatistics"]
        more = {"NextToken": page["NextToken"]}


detector = client.create_anomaly_detector(
    AnomalyDetectorName="boto-shop", AnomalyDetectorConfig={"AnomalyDetectorFrequency": "PT1H"}
)["AnomalyDetectorArn"]
client.create_metric_set(
    AnomalyDetectorArn=detector,
    MetricSetName="boto-orders",
    MetricList=[
        {"MetricName": "orders", "AggregationFunction": "SUM"},
        {"MetricName": "revenue", "AggregationFunction": "SUM"},
    ],
    DimensionList=["platform", "country"],
    TimestampColumn={"ColumnName": "timestamp", "ColumnFormat": "yyyy-MM-dd HH:mm:ss"},
    MetricSetFrequency="PT1H",
    MetricSource={
        "S3SourceConfig": {
            "RoleArn": role,
            "HistoricalDataPathList": [os.environ["HISTORICAL"]],
            "FileFormatDescriptor": csv,
        }
    },
)
client.back_test_anomaly_detector(AnomalyDetectorArn=detector)
described = wait_for(detector, "BACK_TEST_COMPLETE")
groups, statistics = groups_of(detector, 70)
about = {"AnomalyDetectorArn": detector, "AnomalyGroupId": groups[0]["AnomalyGroupId"]}
group = client.get_anomaly_group(**about)["AnomalyGroup"]
series = client.list_anomaly_group_time_series(**about, MetricName=group["PrimaryMetricName"])
first = series["TimeSeriesList"][0]
judged = {"AnomalyGroupId": about["AnomalyGroupId"], "TimeSeriesId": first["TimeSeriesId"]}
client.put_feedback(AnomalyDetectorArn=detector, AnomalyGroupTimeSeriesFeedback={**judged, "IsAnomaly": True})
feedback = client.get_feedback(AnomalyDetectorArn=detector, AnomalyGroupTimeSeriesFeedback=judged)
client.tag_resource(ResourceArn=detector, Tags={"team": "growth"})
tags = client.list_tags_for_resource(ResourceArn=detector)["Tags"]
try:
    client.activate_anomaly_detector(AnomalyDetectorArn=detector)
    refused = None
except client.exceptions.ClientError as error:
    refused = error.response["Error"]["Code"]
client.delete_anomaly_detector(AnomalyDetectorArn=detector)
gone = None
while gone is None:
    try:
        client.describe_anomaly_detector(AnomalyDetectorArn=detector)
        time.sleep(0.1)
    except client.exceptions.ResourceNotFoundException as error:
        gone = error.response["ResponseMetadata"]["HTTPStatusCode"]

print(
    json.dumps(
        {
            "creation": described["CreationTime"].timestamp(),
            "groups": groups,
            "total": statistics["TotalCount"],
            "score": group["AnomalyGroupScore"],
            "timestamps": len(series["TimestampList"]),
            "values": len(first["MetricValueList"]),
            "missing": sum(value is None for value in first["MetricValueList"]),
            "feedback": feedback["AnomalyGroupTimeSeriesFeedback"],
            "tags": tags,
            "refused": refused,
            "gone": gone,
        }
    )
)
