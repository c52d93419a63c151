import pulumi
import pulumi_crowsnest as crowsnest

from revenue import revenue_dataset

config = pulumi.Config()

# One engine serves any number of detectors; other stacks find it by its name.
engine = crowsnest.Engine("engine")
mail = crowsnest.EmailChannel("mail", addresses=[config.require("email")])

revenue = crowsnest.Detector(
    "revenue",
    engine=engine.reference,
    interval=crowsnest.Interval.PT1_H,
    dataset=revenue_dataset(config.require("bucket")),
    alerts=[{"name": "revenue-mail", "threshold": 70, "channel": mail.channel}],
)

# The role that reads the data: the owner of a bucket in another account lets it in.
pulumi.export("datasetRole", revenue.dataset_role.arn)
