"""Runs moto on a free loopback port, prints the port, and ends when its standard input does: no orphans."""

import os
import sys
import threading

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server


def end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


application = DomainDispatcherApplication(create_backend_app)
conditional_writes = threading.Lock()


def serve(environ, start_response):
    """As S3 does, makes a conditional write whole or not at all: moto compares first and writes then, with other threads between."""
    if environ["REQUEST_METHOD"] == "PUT" and ("HTTP_IF_MATCH" in environ or "HTTP_IF_NONE_MATCH" in environ):
        with conditional_writes:
            return list(application(environ, start_response))
    return application(environ, start_response)


server = make_server("127.0.0.1", 0, serve, threaded=True)
os.environ["MOTO_PORT"] = str(server.server_port)
print(server.server_port, flush=True)
threading.Thread(target=end_with_parent, daemon=True).start()
server.serve_forever()
