#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real redis-server with a million keys of a RAG cache and a planted fault of each kind; then what `keys analyse` and
`advise` say of it in a fresh profile with an entered cost. Each fault has to be found, explained and priced.

  keysdrill.py --binary FILE [--keys N] [--pictures FOLDER] [--huge]

--pictures: also pictures of the pages Keys and Advisor, light and dark, at 100 and 200 %.
--huge: also a string of 512 MB, a hash of 5,000,000 fields and a set from which 2,900,000 of 3,000,000 members were taken:
none of our calls may take over a millisecond (the best of five analyses: the slow log counts the time on the wall).
Ends with 1 where anything is missing. Needs redis-server; writes into a folder of its own, which it removes."""
import argparse
import hashlib
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time

COST = "437"  # dollars a month
DAY = 86400


def encoded(words):
    out = [b"*%d\r\n" % len(words)]
    for word in words:
        data = word if isinstance(word, bytes) else str(word).encode()
        out.append(b"$%d\r\n%s\r\n" % (len(data), data))
    return b"".join(out)


class Server:
    """A redis-server of our own on loopback."""

    def __init__(self, folder, *options):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", folder, *options],
            stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", self.port))
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        self.file = self.socket.makefile("rb")
        if admin := os.environ.get("CACHELEDGER_TEST_ADMIN"):  # packaging/test-as-user.sh
            self.ask("AUTH", admin, admin)

    def reply(self):
        line = self.file.readline()
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            raise RuntimeError(rest.decode())
        if kind == b"$":
            return None if rest == b"-1" else self.file.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return [self.reply() for _ in range(int(rest))]
        return int(rest) if kind == b":" else rest

    def ask(self, *words):
        self.socket.sendall(encoded(words))
        return self.reply()

    def ask_all(self, commands):
        """Pipelined, a thousand at a time."""
        batch = []
        for words in commands:
            batch.append(encoded(words))
            if len(batch) == 1000:
                self._flush(batch)
        self._flush(batch)

    def _flush(self, batch):
        self.socket.sendall(b"".join(batch))
        for _ in batch:
            self.reply()
        batch.clear()

    def stop(self):
        self.process.kill()
        self.process.wait()


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def payload_of(server, size):
    """What RESTORE takes to make a string of that size, idle time and all."""
    server.ask("SET", "payload", "x" * size)
    payload = server.ask("DUMP", "payload")
    server.ask("DEL", "payload")
    return payload


def fill_before(server):
    """A week ago embeddings still had a TTL."""
    server.ask_all(["SET", "emb:" + sha("e%d" % i), "x" * 1500, "EX", DAY] for i in range(2000))


def fill(server, keys):
    """So many keys of four prefixes, with the faults."""
    rng = random.Random(1)
    embeddings, contexts, sets = keys * 40 // 100, keys * 25 // 100, keys * 5 // 100
    responses = keys - embeddings - contexts - sets - 1
    gone = keys * 9 // 100
    embedding = payload_of(server, 1500)
    # emb: without a TTL; two thirds of it nobody has used for two days.
    server.ask_all(["RESTORE", "emb:" + sha("e%d" % i), 0, embedding, "REPLACE", "IDLETIME",
                    2 * DAY if i % 3 else 600] for i in range(embeddings))
    # resp: with a TTL, and referenced by the documents that it was made from; then a part is deleted.
    hashes = [sha("r%d" % i) for i in range(responses + gone)]
    server.ask_all(["SET", "resp:" + h, "y" * 350, "EX", 3600 + rng.randrange(DAY)] for h in hashes)
    server.ask_all(["SADD", "doc_mapping:%d" % i] + [hashes[rng.randrange(len(hashes))] for _ in range(5)]
                   for i in range(sets))
    server.ask_all(["DEL", "resp:" + h] for h in hashes[:gone])
    # ctx: by the first eight digits of a hash.
    made = set()
    while len(made) < contexts:
        made.add("%08x" % rng.getrandbits(32))
    server.ask_all(["SET", "ctx:" + h, "z" * 250, "EX", 7 * DAY] for h in sorted(made))
    # One key that holds others up.
    for start in range(0, max(20000, keys // 5), 1000):
        server.ask("ZADD", "index:all", *[w for i in range(start, start + 1000) for w in (i, "member%d" % i)])


class Profile:
    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        self.environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", HOME="/home/operator")

    def run(self, *arguments):
        done = subprocess.run([self.binary, "--profile", self.folder, *arguments], env=self.environment,
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError("%s: %s%s" % (" ".join(arguments), done.stderr, done.stdout))
        return done.stdout

    def age_analyses(self, days):
        """Those that are kept become older, as if they had been made then."""
        for folder, _, files in os.walk(os.path.join(self.folder, "data", "keys")):
            for name in files:
                path = os.path.join(folder, name)
                with open(path, encoding="utf-8") as file:
                    record = json.load(file)
                record["time"] -= days * DAY * 1000
                with open(os.path.join(folder, "%013d.json" % record["time"]), "w", encoding="utf-8") as file:
                    json.dump(record, file)
                os.remove(path)

    def enter_cost(self):
        with open(os.path.join(self.folder, "config", "caches.json"), encoding="utf-8") as file:
            cache = json.load(file)["caches"][0]["id"]
        plan = {"cache": cache, "currency": "USD",
                "costs": [{"name": "Redis", "kind": "per-month", "amount": COST, "source": "bill"}]}
        with open(os.path.join(self.folder, "config", "costs.json"), "w", encoding="utf-8") as file:
            json.dump({"version": 1, "plans": [plan]}, file)


def judge(findings):
    """Faults that are not found, not explained or not priced."""
    expected = {"keys-without-ttl": "emb: lost its TTL", "big-keys": "index:all", "short-hash-ids": "ctx:",
                "stale-references": "doc_mapping:", "noeviction-on-cache": "noeviction"}
    by_id = {finding["id"]: finding for finding in findings}
    faults = []
    for name, words in expected.items():
        finding = by_id.get(name, {})
        worth = finding.get("worth")
        price = "worth %s$%s a month" % ("at most " if worth["atMost"] else "", worth["perMonth"]) if worth else ""
        costs = [part["costPerMonth"] for part in finding.get("keys", []) if part["costPerMonth"]]
        price = price or ("costs $%s a month" % costs[0] if costs else "no price")
        print("%-20s %-9s %s\n    %s" % (name, finding.get("state", "missing"), price, finding.get("evidence", "")))
        if finding.get("state") != "found" or words not in finding["evidence"] or not finding["action"]:
            faults.append(name + " is not found or not explained")
        if price == "no price":
            faults.append(name + " has no price")
    for part in by_id.get("keys-without-ttl", {}).get("keys", []):
        if part["prefix"] == "emb:" and (not part["worth"] or part["worth"]["atMost"]):
            faults.append("what a TTL frees is not known or a bound, though idle times are known")
    return faults


def take_pictures(profile, folder):
    os.makedirs(folder, exist_ok=True)
    for page, name in (("keys", "keys"), ("advisor", "advisor-keys")):
        for scale in (1, 2):
            for theme in ("light", "dark"):
                picture = os.path.join(folder, "%s-%s%s.png" % (name, theme, "" if scale == 1 else "-200"))
                profile.run("--screenshot", picture, "--page", page, "--theme", theme, "--scale", str(scale),
                            "--after", "8")


def try_huge(binary, folder):
    server = Server(folder, "--slowlog-log-slower-than", "0", "--slowlog-max-len", "4096")
    try:
        server.ask("SETRANGE", "huge:string", 512 * 1024 * 1024 - 1, "x")
        server.ask_all(["HSET", "huge:hash"] + [w for i in range(start, start + 500) for w in ("f%d" % i, "v")]
                       for start in range(0, 5000000, 500))
        for command, members in (("SADD", 3000000), ("SREM", 2900000)):
            server.ask_all([command, "huge:set"] + ["m%d" % i for i in range(start, start + 500)]
                           for start in range(0, members, 500))
        profile = Profile(binary, os.path.join(folder, "huge"))
        worst = []
        for _ in range(5):
            server.ask("SLOWLOG", "RESET")
            found = json.loads(profile.run("keys", "analyse", "127.0.0.1:%d" % server.port, "--json"))
            slow = [(entry[2], b" ".join(entry[3][:2]).decode()) for entry in server.ask("SLOWLOG", "GET", -1)]
            worst.append(max(call for call in slow if not call[1].startswith(("SLOWLOG", "INFO", "CLUSTER"))))
        print("huge values: %s; our worst call %d us (%s), in other runs %s" % (
            ", ".join("%s %.0f MB" % (key["key"], key["bytes"] / 1e6) for key in found["biggest"]), *min(worst),
            ", ".join("%d" % call[0] for call in sorted(worst)[1:])))
        exact = server.ask("MEMORY", "USAGE", "huge:hash", "SAMPLES", "0")
        told = {key["key"]: key["bytes"] for key in found["biggest"]}
        faults = [] if len(told) == 3 else ["the huge keys are not told"]
        if abs(told.get("huge:hash", 0) / exact - 1) > 0.2:
            faults.append("huge:hash takes %d bytes" % exact)
        return faults + (["a call took over a millisecond"] if min(worst)[0] > 1000 else [])
    finally:
        server.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--keys", type=int, default=1000000)
    parser.add_argument("--pictures")
    parser.add_argument("--huge", action="store_true")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="keysdrill.")
    server = Server(folder, "--maxmemory", "8gb", "--maxmemory-policy", "noeviction")
    try:
        profile = Profile(options.binary, os.path.join(folder, "profile"))
        profile.run("caches", "add", "rag-cache", "redis://127.0.0.1:%d" % server.port)
        profile.enter_cost()
        fill_before(server)
        profile.run("keys", "analyse", "--cache", "rag-cache", "--budget", "0")
        profile.age_analyses(7)
        fill(server, options.keys)
        begun = time.monotonic()
        found = json.loads(profile.run("keys", "analyse", "--cache", "rag-cache", "--budget", "0", "--json"))
        print("%d keys, %.2f GiB, analysed in %.1f s" % (found["keys"], found["bytes"] / 2**30, time.monotonic() - begun))
        faults = judge(json.loads(profile.run("advise", "--cache", "rag-cache", "--json", "--duration", "2")))
        if found["keys"] != options.keys:
            faults.append("%d keys, not %d" % (found["keys"], options.keys))
        if options.pictures:
            take_pictures(profile, os.path.abspath(options.pictures))
        if options.huge:
            faults += try_huge(options.binary, folder)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    for fault in faults:
        print("FAULT: " + fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
