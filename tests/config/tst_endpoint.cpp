// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/endpoint.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestEndpoint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAddresses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("address");
        const auto row = [](const char* name, const char* text, const char* url, const char* address) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(url) << QString::fromUtf8(address);
        };
        row("a host", "redis://cache", "redis://cache:6379/0", "cache:6379");
        row("a host and a port", "redis://cache:7000", "redis://cache:7000/0", "cache:7000");
        row("a port that is left out after its colon", "redis://cache:", "redis://cache:6379/0", "cache:6379");
        row("the largest port", "redis://cache:65535", "redis://cache:65535/0", "cache:65535");
        row("a database", "redis://cache/3", "redis://cache:6379/3", "cache:6379");
        row("a database as an option", "redis://cache?db=3", "redis://cache:6379/3", "cache:6379");
        row("a slash without a database", "redis://cache/", "redis://cache:6379/0", "cache:6379");
        row("a user", "redis://monitor@cache", "redis://monitor@cache:6379/0", "cache:6379");
        row("a user with encoded characters", "redis://a%40b%3Ac%2F@cache", "redis://a%40b%3Ac%2F@cache:6379/0",
            "cache:6379");
        row("TLS", "rediss://cache:6380/1", "rediss://cache:6380/1", "cache:6380");
        row("capitals in the scheme", "REDISS://cache", "rediss://cache:6379/0", "cache:6379");
        row("Valkey's scheme", "valkeys://cache", "rediss://cache:6379/0", "cache:6379");
        row("blanks around it", "  redis://cache \n", "redis://cache:6379/0", "cache:6379");
        row("IPv4", "redis://10.0.0.1:1", "redis://10.0.0.1:1/0", "10.0.0.1:1");
        row("IPv6", "redis://[2001:db8::1]:7000/2", "redis://[2001:db8::1]:7000/2", "[2001:db8::1]:7000");
        row("IPv6 without a port", "redis://[::1]", "redis://[::1]:6379/0", "[::1]:6379");
        row("IPv6 with IPv4 inside", "redis://[::ffff:10.0.0.1]", "redis://[::ffff:10.0.0.1]:6379/0",
            "[::ffff:10.0.0.1]:6379");
        row("IPv6 with a zone", "redis://[fe80::1%25eth0]:1", "redis://[fe80::1%25eth0]:1/0", "[fe80::1%eth0]:1");
        row("a bare host", "cache", "redis://cache:6379/0", "cache:6379");
        row("a bare host and port", "cache:7000", "redis://cache:7000/0", "cache:7000");
        row("a bare IPv6 address", "::1", "redis://[::1]:6379/0", "[::1]:6379");
        row("a bare IPv6 address with a zone", "fe80::1%eth0", "redis://[fe80::1%25eth0]:6379/0",
            "[fe80::1%eth0]:6379");
        row("a bare IPv6 address in brackets", "[::1]:7000", "redis://[::1]:7000/0", "[::1]:7000");
        row("a bare user and host", "monitor@cache", "redis://monitor@cache:6379/0", "cache:6379");
        row("a socket", "unix:///run/redis.sock", "unix:///run/redis.sock", "/run/redis.sock");
        row("a socket by another scheme", "redis+unix:///run/redis.sock", "unix:///run/redis.sock", "/run/redis.sock");
        row("a socket with user and database", "unix://u@/run/redis.sock?db=2", "unix://u@/run/redis.sock?db=2",
            "/run/redis.sock");
        row("a socket with encoded characters", "unix:///run/a%20b%23c.sock", "unix:///run/a%20b%23c.sock",
            "/run/a b#c.sock");
        row("a bare path", "/run/redis.sock", "unix:///run/redis.sock", "/run/redis.sock");
        row("a bare path with a per cent sign", "/run/100%.sock", "unix:///run/100%25.sock", "/run/100%.sock");
        row("a name beyond ASCII", "redis://bücher.example", "redis://bücher.example:6379/0", "bücher.example:6379");
    }
    void readsAddresses()
    {
        QFETCH(QString, text);
        QFETCH(QString, url);
        QFETCH(QString, address);
        const auto parsed = parseEndpointUrl(text);
        QVERIFY2(parsed.ok(), parsed.ok() ? "" : qPrintable(parsed.error().text()));
        QCOMPARE(parsed->endpoint.url(), url);
        QCOMPARE(parsed->endpoint.address(), address);
        QVERIFY(!parsed->hasPassword);
        const auto again = parseEndpointUrl(url);
        QVERIFY(again.ok());
        QCOMPARE(again->endpoint, parsed->endpoint);
    }

    void readsPasswords_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("password");
        QTest::newRow("with a user") << u"redis://u:secret@h"_s << u"u"_s << u"secret"_s;
        QTest::newRow("without a user") << u"redis://:secret@h"_s << QString() << u"secret"_s;
        QTest::newRow("empty") << u"redis://u:@h"_s << u"u"_s << QString();
        QTest::newRow("encoded") << u"redis://u:%2F%3F%23%40%3A%25@h"_s << u"u"_s << u"/?#@:%"_s;
        QTest::newRow("with a colon") << u"redis://u:a:b@h"_s << u"u"_s << u"a:b"_s;
        QTest::newRow("with an at sign") << u"redis://u:a@b@h"_s << u"u"_s << u"a@b"_s;
        QTest::newRow("beyond ASCII") << u"redis://u:%C3%A9%E2%82%AC@h"_s << u"u"_s << u"é€"_s;
        QTest::newRow("of a socket") << u"unix://u:secret@/run/r.sock"_s << u"u"_s << u"secret"_s;
        QTest::newRow("bare") << u"u:secret@h:7000"_s << u"u"_s << u"secret"_s;
    }
    void readsPasswords()
    {
        QFETCH(QString, text);
        QFETCH(QString, user);
        QFETCH(QString, password);
        const auto parsed = parseEndpointUrl(text);
        QVERIFY(parsed.ok());
        QVERIFY(parsed->hasPassword);
        QCOMPARE(parsed->endpoint.user, user);
        QCOMPARE(parsed->password, password);
        if (!password.isEmpty())
            QVERIFY(!parsed->endpoint.url().contains(password));
        QVERIFY(!parsed->endpoint.address().contains(u'@'));
    }

    void refusesAddresses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("about");
        const auto row = [](const char* name, const QString& text, const char* about) {
            QTest::newRow(name) << text << QString::fromUtf8(about);
        };
        row("nothing", u""_s, "empty");
        row("blanks", u"  "_s, "empty");
        row("another scheme", u"http://hunter2@cache"_s, "scheme");
        row("a scheme alone", u"redis://"_s, "no host");
        row("a port alone", u"redis://:6379"_s, "no host");
        row("port 0", u"redis://cache:0"_s, "port");
        row("a port that is too large", u"redis://cache:65536"_s, "port");
        row("a negative port", u"redis://cache:-1"_s, "port");
        row("a port with a sign", u"redis://cache:+1"_s, "port");
        row("a port of letters", u"redis://cache:http"_s, "port");
        row("a database of letters", u"redis://cache/main"_s, "database");
        row("a negative database", u"redis://cache/-1"_s, "database");
        row("a huge database", u"redis://cache/99999999999"_s, "database");
        row("a path below the database", u"redis://cache/0/1"_s, "database");
        row("unknown options", u"redis://cache?password=hunter2"_s, "options");
        row("a fragment", u"redis://cache#hunter2"_s, "percent-encoded");
        row("an open bracket", u"redis://[::1"_s, "bracket");
        row("something after the bracket", u"redis://[::1]6379"_s, "bracket");
        row("no IPv6 in brackets", u"redis://[cache]"_s, "IPv6");
        row("a blank in the host", u"redis://my cache"_s, "host name");
        row("a line break in the host", u"redis://my%0Acache"_s, "host name");
        row("a host that is too long", u"redis://"_s + QString(300, u'a'), "too long");
        row("a broken escape", u"redis://u:hunter2%zz@cache"_s, "percent-encoded");
        row("an escape that is not UTF-8", u"redis://u:hunter2%ff@cache"_s, "percent-encoded");
        row("a NUL byte", u"redis://u:hunter2%00@cache"_s, "percent-encoded");
        row("a slash in the password", u"redis://u:hunter2/x@cache"_s, "percent-encoded");
        row("a question mark in the password", u"redis://u:hunter2?x@cache"_s, "percent-encoded");
        row("a number sign in the password", u"redis://u:hunter2#x@cache"_s, "percent-encoded");
        row("a socket without a path", u"unix://"_s, "path is missing");
        row("a relative socket path", u"unix://run/redis.sock"_s, "begin with a slash");
        row("a path of one slash", u"/"_s, "path is missing");
        row("a socket path that is too long", u"/"_s + QString(108, u's'), "too long");
    }
    void refusesAddresses()
    {
        QFETCH(QString, text);
        QFETCH(QString, about);
        const auto parsed = parseEndpointUrl(text);
        QVERIFY(!parsed.ok());
        QCOMPARE(parsed.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(parsed.error().message.contains(about), qPrintable(parsed.error().message));
        QVERIFY2(!parsed.error().text().contains(u"hunter2"_s), qPrintable(parsed.error().text()));
    }
};

QTEST_GUILESS_MAIN(TestEndpoint)
#include "tst_endpoint.moc"
