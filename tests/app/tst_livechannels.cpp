// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/webhookpayload.h"
#include "app/credentials.h"
#include "app/notify/livechannels.h"
#include "httpreceiver.h"
#include "outboxfixture.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

namespace
{

/// Answers from the event loop.
class MemoryVault : public SecretVault
{
public:
    std::map<CacheId, QString> secrets;

    void read(const CacheId& key) override
    {
        QTimer::singleShot(0, this, [this, key] { Q_EMIT readFinished(key, secrets[key], !secrets[key].isEmpty()); });
    }
    void write(const CacheId& key, const QString& secret) override
    {
        secrets[key] = secret;
        QTimer::singleShot(0, this, [this, key] { Q_EMIT writeFinished(key, false); });
    }
    bool sessionOnly() const override { return false; }
};

} // namespace

/// Channels' file, their secrets, and sending, together.
class TestLiveChannels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("no_proxy", "*"); }
    void init();
    void theFileIsFollowed();
    void aFileWithFaultsIsNotOverwritten();
    void sendsWithTheSecretOfTheKeychain();
    void aMessageArrivesOnceTheLogCanBeOpened();
    void theEnvironmentGoesFirst();
    void aNewSecretIsUsed();
    void aLogThatIsReplacedIsFollowed();
    void testsWithoutSaving();

private:
    LiveChannels::Parts parts();
    void writeFile(const QByteArray& text) const;
    void fire(qint64 id) const;
    QByteArray signature(const HttpReceiver::Request& request) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    MemoryVault m_vault;
    CredentialSource m_credentials;
};

void TestLiveChannels::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_vault.secrets.clear();
    m_credentials = CredentialSource::load({}, QProcessEnvironment()).value();
}

LiveChannels::Parts TestLiveChannels::parts()
{
    return {m_folder->filePath(u"channels.json"_s), m_folder->filePath(u"alerts.sqlite"_s),
            std::make_shared<SystemClock>(), &m_vault, &m_credentials};
}

void TestLiveChannels::writeFile(const QByteArray& text) const
{
    QFile file(m_folder->filePath(u"channels.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
}

/// As the desk does, over a connection of its own.
void TestLiveChannels::fire(qint64 id) const
{
    auto log = AlertLog::open(m_folder->filePath(u"alerts.sqlite"_s), Database::Mode::Write);
    QVERIFY(log.ok() && fireAlert(**log, id).ok());
}

QByteArray TestLiveChannels::signature(const HttpReceiver::Request& request) const
{
    const qsizetype at = request.head.indexOf("X-CacheLedger-Timestamp: ");
    const QByteArray stamp = request.head.mid(at + 25, request.head.indexOf('\r', at) - at - 25);
    for (const char* key : {"first", "second", "environment"})
        if (request.head.contains(webhookSignature(key, stamp, request.body)))
            return key;
    return {};
}

void TestLiveChannels::theFileIsFollowed()
{
    LiveChannels channels(parts());
    QSignalSpy changes(&channels, &ChannelKeeper::changed);
    channels.start();
    QCOMPARE(channels.channels().at(0).id, u"desktop"_s);
    writeFile(R"({"version": 1, "channels": [{"id": "mine", "kind": "sound"}]})");
    QTRY_COMPARE(channels.channels().at(0).id, u"mine"_s);
    QVERIFY(changes.size() >= 2);
    writeFile("{");
    QTRY_COMPARE(channels.problems().size(), 1);
    QCOMPARE(channels.channels().at(0).id, u"mine"_s); // the last good ones stay
    QVERIFY(QFile::remove(m_folder->filePath(u"channels.json"_s)));
    QTRY_COMPARE(channels.channels().at(0).id, u"desktop"_s);
}

void TestLiveChannels::aFileWithFaultsIsNotOverwritten()
{
    const QByteArray text = R"({"version": 1, "channels": [{"id": "broken", "kind": "fax"}]})";
    writeFile(text);
    LiveChannels channels(parts());
    channels.start();
    const auto saved = channels.save(webhookSetup(u"http://127.0.0.1:1/"_s).channel);
    QVERIFY(!saved.ok());
    QCOMPARE(saved.error().code, ErrorCode::BadConfiguration);
    QFile file(m_folder->filePath(u"channels.json"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), text);
    QVERIFY(!channels.save({}).ok()); // no id
}

void TestLiveChannels::sendsWithTheSecretOfTheKeychain()
{
    HttpReceiver receiver;
    m_vault.secrets[channelSecretKey(u"hook"_s)] = u"first"_s;
    LiveChannels channels(parts());
    channels.start();
    QVERIFY(channels.save(webhookSetup(QString::fromLatin1(receiver.url())).channel).ok());
    QVERIFY(channels.remove(u"desktop"_s).ok());
    channels.startSending();
    auto log = AlertLog::open(m_folder->filePath(u"alerts.sqlite"_s), Database::Mode::Write);
    QVERIFY(log.ok());
    QTRY_VERIFY(Query((*log)->database(), "SELECT 1 FROM sqlite_master WHERE name = 'delivery'").next());
    QVERIFY(fireAlert(**log, 1).ok());
    channels.wake();
    QTRY_COMPARE_WITH_TIMEOUT(receiver.requests().size(), 1U, 30'000);
    const auto told = notification::fromJson(receiver.requests()[0].body);
    QVERIFY(told && told->alerts.size() == 1 && told->alerts[0].id == 1);
    QCOMPARE(signature(receiver.requests()[0]), QByteArray("first"));
    channels.stopSending();
    QVERIFY(fireAlert(**log, 2).ok());
    channels.wake();
    channels.startSending(); // as after another process had it
    QTRY_COMPARE_WITH_TIMEOUT(receiver.requests().size(), 2U, 30'000);
}

void TestLiveChannels::aMessageArrivesOnceTheLogCanBeOpened()
{
    HttpReceiver receiver;
    receiver.answer(500); // and is sent again
    LiveChannels channels(parts());
    channels.start();
    QVERIFY(channels.save(webhookSetup(QString::fromLatin1(receiver.url())).channel).ok());
    const OperatorMessage message{u"m1"_s, u"hook"_s, u"shop: Memory exhaustion"_s, u"We look into it."_s, u"t"_s};
    const auto refused = channels.send(message);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::Locked); // another process sends
    QSignalSpy taken(&channels, &ChannelKeeper::messageTaken);
    channels.startSending();
    QVERIFY(channels.send(message).ok());
    QVERIFY(AlertLog::open(m_folder->filePath(u"alerts.sqlite"_s), Database::Mode::Write).ok());
    QTRY_COMPARE_WITH_TIMEOUT(taken.size(), 1, 30'000);
    QCOMPARE(taken[0][0].toString(), u"m1"_s);
    QVERIFY2(taken[0][1].toString().isEmpty(), qPrintable(taken[0][1].toString()));
    QTRY_COMPARE_WITH_TIMEOUT(receiver.requests().size(), 2U, 30'000);
    const auto told = notification::fromJson(receiver.requests()[1].body);
    QVERIFY(told && told->event == NotificationEvent::Message);
    QCOMPARE(told->title, message.title);
    QCOMPARE(told->text, message.text);
    QCOMPARE(told->thread, message.thread);
}

void TestLiveChannels::theEnvironmentGoesFirst()
{
    HttpReceiver receiver;
    QProcessEnvironment environment;
    environment.insert(u"CACHELEDGER_CHANNEL_HOOK"_s, u"environment"_s);
    m_credentials = CredentialSource::load({}, environment).value();
    m_vault.secrets[channelSecretKey(u"hook"_s)] = u"first"_s;
    LiveChannels channels(parts());
    channels.start();
    QVERIFY(channels.save(webhookSetup(QString::fromLatin1(receiver.url())).channel).ok());
    channels.test(webhookSetup(QString::fromLatin1(receiver.url())).channel, {});
    QTRY_COMPARE(receiver.requests().size(), 1U);
    QCOMPARE(signature(receiver.requests()[0]), QByteArray("environment"));
}

void TestLiveChannels::aNewSecretIsUsed()
{
    HttpReceiver receiver;
    LiveChannels channels(parts());
    channels.start();
    const AlertChannel channel = webhookSetup(QString::fromLatin1(receiver.url())).channel;
    QVERIFY(channels.save(channel).ok());
    QSignalSpy read(&m_vault, &SecretVault::readFinished);
    QTRY_VERIFY(!read.isEmpty());
    m_vault.write(channelSecretKey(channel.id), u"second"_s);
    QTRY_VERIFY(read.last()[2].toBool());
    channels.test(channel, {});
    QTRY_COMPARE(receiver.requests().size(), 1U);
    QCOMPARE(signature(receiver.requests()[0]), QByteArray("second"));
}

void TestLiveChannels::aLogThatIsReplacedIsFollowed()
{
    HttpReceiver receiver;
    LiveChannels channels(parts());
    channels.start();
    QVERIFY(channels.save(webhookSetup(QString::fromLatin1(receiver.url())).channel).ok());
    const QString file = m_folder->filePath(u"alerts.sqlite"_s);
    const auto makeLog = [&] { QVERIFY(AlertLog::open(file, Database::Mode::Write).ok()); };
    const auto prepared = [&] {
        const auto log = AlertLog::open(file, Database::Mode::Read);
        return log && Query((*log)->database(), "SELECT 1 FROM sqlite_master WHERE name = 'delivery'").next();
    };
    makeLog();
    channels.startSending();
    QTRY_VERIFY(prepared());
    for (const char* suffix : {"", "-wal", "-shm"}) // set aside by the desk
        QFile::rename(file + QLatin1String(suffix), file + u".aside"_s + QLatin1String(suffix));
    channels.startSending(); // before the desk has made the new one
    makeLog();
    QTRY_VERIFY(prepared());
    fire(1);
    channels.wake();
    QTRY_COMPARE_WITH_TIMEOUT(receiver.requests().size(), 1U, 30'000);
}

void TestLiveChannels::testsWithoutSaving()
{
    HttpReceiver receiver;
    receiver.answer(403, {}, "no");
    LiveChannels channels(parts());
    channels.start();
    QSignalSpy finished(&channels, &ChannelKeeper::testFinished);
    const AlertChannel channel = webhookSetup(QString::fromLatin1(receiver.url())).channel;
    channels.test(channel, u"first"_s);
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(finished[0][1].toString().contains(u"answered 403: no"_s));
    channels.test(channel, u"first"_s);
    QTRY_COMPARE(finished.size(), 2);
    QCOMPARE(finished[1][1].toString(), QString());
    QCOMPARE(signature(receiver.requests()[1]), QByteArray("first"));
    QVERIFY(!QFile::exists(m_folder->filePath(u"channels.json"_s)));
}

QTEST_GUILESS_MAIN(TestLiveChannels)
#include "tst_livechannels.moc"
