import os

import pulumi
import pulumi_tiny as tiny

greeting = tiny.Pair(
    "greeting",
    left=os.environ.get("LEFT", "good"),
    right="morning",
    order=tiny.Order.RIGHT_FIRST,
    sign=tiny.SignArgs(text="+", times=2),
)
pulumi.export("both", greeting.both)
