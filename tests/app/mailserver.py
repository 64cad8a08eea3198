#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail server on loopback for tests: mailserver.py MODE [CERTIFICATE KEY]

Prints its port, then each mail that it takes as a line of JSON. MODE is made of words joined by "+": starttls, tls, auth
(user "cache", password "right"), unknown (recipient), busy, full, silent (says nothing), mute (no answer after a mail).
"""
import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

modes = sys.argv[1].split("+")


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if "unknown" in modes:
            return "550 5.1.1 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if "busy" in modes:
            return "451 4.7.1 try again later"
        if "full" in modes:
            return "552 5.2.2 mailbox full"
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        print(json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "subject": mail["Subject"],
                          "id": mail["Message-ID"], "duplicate": mail["X-CacheLedger-Possibly-Duplicate"],
                          "body": mail.get_body().get_content(),
                          "files": [[part.get_filename(), len(part.get_content())] for part in mail.iter_attachments()],
                          "tls": server.transport.get_extra_info("ssl_object") is not None,
                          "login": bool(session.authenticated)}), flush=True)
        if "mute" in modes:
            await asyncio.sleep(3600)
        return "250 OK"


def check_login(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"cache" and data.password == b"right", handled=False)


def context():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(sys.argv[2], sys.argv[3])
    return made


def session():
    options = {}
    if "starttls" in modes:
        options.update(tls_context=context(), require_starttls=True)
    if "auth" in modes:
        options.update(authenticator=check_login, auth_required=True, auth_require_tls=False)
    return SMTP(Handler(), hostname="localhost", **options)


async def main():
    if "silent" in modes:
        async def say_nothing(reader, writer):
            await asyncio.sleep(3600)
        server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    else:
        server = await asyncio.get_running_loop().create_server(
            session, "127.0.0.1", 0, ssl=context() if "tls" in modes else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
