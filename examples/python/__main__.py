import pulumi
import pulumi_crowsnest as crowsnest

config = pulumi.Config()
bucket = config.get("bucket") or "acme-metrics"

engine = crowsnest.Engine("engine")

mail = crowsnest.EmailChannel("mail", addresses=[config.get("email") or "oncall@example.com"])

revenue = crowsnest.Detector(
    "revenue",
    engine=engine.reference,
    description="Hourly revenue and views by platform and marketplace",
    interval=crowsnest.Interval.PT1_H,
    dataset={
        "source": {
            "s3": {
                "continuous": f"s3://{bucket}/continuous/{{{{yyyyMMdd}}}}/{{{{HHmm}}}}",
                "historical": f"s3://{bucket}/historical/",
                "format": {"csv": {}},
            }
        },
        "timestamp": {"column": "timestamp", "format": "yyyy-MM-dd HH:mm:ss"},
        "offset": "PT10M",
        "measures": [
            {"column": "views", "aggregation": "SUM"},
            {"column": "revenue", "aggregation": "SUM"},
        ],
        "dimensions": ["platform", "marketplace"],
    },
    alerts=[
        {
            "name": "revenue-oncall",
            "threshold": 70,
            "measures": ["revenue"],
            "channel": mail.channel,
        }
    ],
)

pulumi.export("datasetRole", revenue.dataset_role.arn)
