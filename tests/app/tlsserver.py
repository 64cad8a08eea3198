#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTPS server on loopback for tests: tlsserver.py CERTIFICATE KEY [close-notify]

Prints its port, then answers every GET with the counter {"l1_hits": 30}. With close-notify the answer has no length and
ends with TLS' close_notify, while the TCP connection stays until the client ends it.
"""
import http.server
import ssl
import sys

by_closing = sys.argv[3:] == ["close-notify"]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"l1_hits": 30}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        if not by_closing:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        if by_closing:
            try:
                self.connection.unwrap()  # sends close_notify and waits for the client's
            except OSError:
                pass  # the client ended the connection instead
            self.close_connection = True

    def log_message(self, *unused):
        pass


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
