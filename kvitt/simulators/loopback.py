"""How a simulator listens: on 127.0.0.1 alone, in a thread of its own, until it is stopped."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def listen(handler: type[BaseHTTPRequestHandler], *, port: int = 0) -> ThreadingHTTPServer:
    """A server that answers by ``handler``; port 0 takes a free one."""
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    ).start()
    return server


def stop(server: ThreadingHTTPServer) -> None:
    """Answers nothing more and frees the port."""
    server.shutdown()
    server.server_close()
