"""Runs MiniStack on a free loopback port, prints the port once it answers, and ends when its standard input does: no orphans."""

import asyncio
import os
import socket
import sys
import threading

listener = socket.create_server(("127.0.0.1", 0), backlog=512)
port = listener.getsockname()[1]
# Read when its modules load: where functions and signed addresses find the emulator.
os.environ["GATEWAY_PORT"] = str(port)
os.environ["MINISTACK_HOST"] = "127.0.0.1"

from hypercorn.asyncio import serve
from hypercorn.config import Config

from ministack.app import app
from ministack.core import lambda_runtime
from ministack.services import scheduler

# Schedules are precise to the minute; with a look each second instead of each tenth they fire when it begins.
scheduler._SCHEDULE_TICK_INTERVAL = 1


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
