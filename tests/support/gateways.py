# SPDX-License-Identifier: GPL-3.0-or-later
"""An SSH server and, over it, a SOCKS5 proxy on loopback, for tests. Argument: a folder for keys and the list of ports.

In the folder afterwards: known_hosts, other_hosts (another key under the server's name), key and locked (the same key
with the passphrase "opens"), strange (a key that is not let in), and last ready.json with "ssh" and "socks". The server
lets in the key and the user "tester" with the password "s3cret", and connects to everything but port 1. Ends with its
standard input."""

import asyncio
import json
import os
import sys

import asyncssh

FOLDER = sys.argv[1]
KEY = asyncssh.generate_private_key("ssh-ed25519")
HOST_KEY = asyncssh.generate_private_key("ssh-ed25519")


def path(name):
    return os.path.join(FOLDER, name)


class Server(asyncssh.SSHServer):
    def begin_auth(self, username):
        return True

    def public_key_auth_supported(self):
        return True

    def validate_public_key(self, username, key):
        return key.public_data == KEY.public_data

    def password_auth_supported(self):
        return True

    def validate_password(self, username, password):
        return username == "tester" and password == "s3cret"

    def connection_requested(self, dest_host, dest_port, orig_host, orig_port):
        if dest_port == 1:
            raise asyncssh.ChannelOpenError(asyncssh.OPEN_ADMINISTRATIVELY_PROHIBITED, "not that port")
        return True

    def unix_connection_requested(self, dest_path):
        return True


def write_known_hosts(name, key, port):
    with open(path(name), "w", encoding="ascii") as file:
        file.write(f"[127.0.0.1]:{port} {key.export_public_key().decode().strip()}\n")


async def main():
    # Streams to Unix sockets are an extension of OpenSSH, which clients tell by the name.
    server = await asyncssh.create_server(
        Server, "127.0.0.1", 0, server_host_keys=[HOST_KEY], server_version="OpenSSH_9.2"
    )
    port = server.sockets[0].getsockname()[1]
    write_known_hosts("known_hosts", HOST_KEY, port)
    write_known_hosts("other_hosts", asyncssh.generate_private_key("ssh-ed25519"), port)
    os.umask(0o077)
    KEY.write_private_key(path("key"))
    KEY.write_private_key(path("locked"), passphrase="opens")
    asyncssh.generate_private_key("ssh-ed25519").write_private_key(path("strange"))
    client = await asyncssh.connect("127.0.0.1", port, username="tester", client_keys=[KEY], known_hosts=None, config=[])
    socks = await client.forward_socks("127.0.0.1", 0)
    with open(path("ready.tmp"), "w", encoding="ascii") as file:
        json.dump({"ssh": port, "socks": socks.get_port()}, file)
    os.rename(path("ready.tmp"), path("ready.json"))
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    os._exit(0)  # without waiting for those who are connected


asyncio.run(main())
