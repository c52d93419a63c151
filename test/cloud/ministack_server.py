"""Runs MiniStack on a free loopback port, prints the port once it answers, and ends when its standard input does: no orphans."""

import asyncio
import json
import os
import socket
import sys
import threading
import urllib.parse

listener = socket.create_server(("127.0.0.1", 0), backlog=512)
port = listener.getsockname()[1]
# Read when its modules load: where functions and signed addresses find the emulator.
os.environ["GATEWAY_PORT"] = str(port)
os.environ["MINISTACK_HOST"] = "127.0.0.1"

from hypercorn.asyncio import serve
from hypercorn.config import Config

from ministack.app import app
from ministack.core import iam_actions, iam_evaluator, lambda_runtime
from ministack.services import ec2, iam, scheduler, secretsmanager
from ministack.services.cloudformation import provisioners

# Schedules are precise to the minute; with a look each second instead of each tenth they fire when it begins.
scheduler._SCHEDULE_TICK_INTERVAL = 1


# Condition keys of AWS that MiniStack's requests do not carry yet.
known_s3_context = iam_actions.s3_service_context
known_tag_context = iam_actions.request_tag_context
known_condition_key = iam_evaluator._resolve_condition_key


def s3_context(action, query_params, path="", headers=None):
    context = known_s3_context(action, query_params, path, headers)
    if action == "s3:PutObject":
        for name in ("if-match", "if-none-match"):
            if (headers or {}).get(name):
                context[f"s3:{name}"] = headers[name]
    return context


def tag_context(service, action, body, params):
    context = known_tag_context(service, action, body, params)
    if action == "sts:AssumeRole":
        form = urllib.parse.parse_qs((body or b"").decode())
        for field in ("ExternalId", "RoleSessionName", "SourceIdentity"):
            if field in form:
                context = {**context, f"sts:{field}": form[field][0]}
    if action == "secretsmanager:GetSecretValue":
        stage = json.loads(body or b"{}").get("VersionStage")
        if stage:
            context = {**context, "secretsmanager:VersionStage": stage}
    return context


def condition_key(key, ctx):
    # Nothing leaves this machine: the emulator's plain HTTP stands for AWS's HTTPS.
    if key.lower() == "aws:securetransport":
        return "true"
    # For AWS the principal of a session is its role, path included.
    if key.lower() == "aws:principalarn" and ":assumed-role/" in ctx.principal_arn:
        role = iam._roles.get(ctx.principal_arn.split("/")[1])
        return role["Arn"] if role else ctx.principal_arn
    # Credentials of a function's role are a session with the function's name.
    role, _, session = ctx.principal_arn.rpartition("/")
    if key.lower() == "lambda:sourcefunctionarn" and ":assumed-role" in role:
        return f"arn:aws:lambda:{ctx.region}:{ctx.principal_account}:function:{session}"
    return known_condition_key(key, ctx)


iam_actions.s3_service_context = s3_context
iam_actions.request_tag_context = tag_context
iam_evaluator._resolve_condition_key = condition_key


# What its CloudFormation lacks of our templates, made by MiniStack's own services: an attribute of VPCs, addresses, NAT gateways, and
# policies of secrets.
known_vpc = provisioners._RESOURCE_HANDLERS["AWS::EC2::VPC"]


def with_cidr_block(act):
    def wrapped(*args, **kwargs):
        vpc_id, attributes = act(*args, **kwargs)
        return vpc_id, {**attributes, "CidrBlock": ec2._vpcs[vpc_id]["CidrBlock"]}

    return wrapped


def call_ec2(operation, **params):
    status, _, body = ec2._ACTION_MAP[operation]({key: [value] for key, value in params.items()})
    if status >= 400:
        raise ValueError(f"{operation}: {body!r}")
    return body if isinstance(body, str) else body.decode()


def create_address(logical_id, props, stack_name):
    before = set(ec2._addresses)
    call_ec2("AllocateAddress", Domain=props.get("Domain", "vpc"))
    (allocation,) = set(ec2._addresses) - before
    public_ip = ec2._addresses[allocation]["PublicIp"]
    return public_ip, {"AllocationId": allocation, "PublicIp": public_ip}


def delete_address(public_ip, props):
    for allocation, address in list(ec2._addresses.items()):
        if address["PublicIp"] == public_ip:
            # AWS lets no address go that a NAT gateway has.
            if any(nat["AllocationId"] == allocation and nat["State"] != "deleted" for nat in ec2._nat_gateways.values()):
                raise ValueError(f"ReleaseAddress: {allocation} is in use")
            call_ec2("ReleaseAddress", AllocationId=allocation)


def create_nat_gateway(logical_id, props, stack_name):
    before = set(ec2._nat_gateways)
    call_ec2("CreateNatGateway", SubnetId=props["SubnetId"], AllocationId=props["AllocationId"])
    (gateway,) = set(ec2._nat_gateways) - before
    return gateway, {"NatGatewayId": gateway}


def delete_nat_gateway(gateway, props):
    call_ec2("DeleteNatGateway", NatGatewayId=gateway)


def put_secret_policy(secret, props):
    answer = secretsmanager._put_resource_policy({"SecretId": secret, "ResourcePolicy": json.dumps(props["ResourcePolicy"])})
    if answer[0] >= 400:
        raise ValueError(f"PutResourcePolicy: {answer!r}")
    return secret, {}


provisioners._RESOURCE_HANDLERS["AWS::EC2::VPC"] = {
    **known_vpc,
    "create": with_cidr_block(known_vpc["create"]),
    "update": with_cidr_block(known_vpc["update"]),
}
provisioners._RESOURCE_HANDLERS["AWS::EC2::EIP"] = {"create": create_address, "delete": delete_address}
provisioners._RESOURCE_HANDLERS["AWS::EC2::NatGateway"] = {"create": create_nat_gateway, "delete": delete_nat_gateway}
provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::ResourcePolicy"] = {
    "create": lambda logical_id, props, stack_name: put_secret_policy(props["SecretId"], props),
    "update": lambda secret, old_props, new_props, stack_name: put_secret_policy(secret, new_props),
    "delete": lambda secret, props: secretsmanager._delete_resource_policy({"SecretId": secret}),
}


async def main() -> None:
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 1
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end_with_parent() -> None:
        sys.stdin.buffer.read()
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=end_with_parent, daemon=True).start()
    print(port, flush=True)
    await serve(app, config, shutdown_trigger=ended.wait)


try:
    asyncio.run(main())
finally:
    lambda_runtime.kill_workers([worker for pool in lambda_runtime._workers.values() for worker in pool])
    os._exit(0)
