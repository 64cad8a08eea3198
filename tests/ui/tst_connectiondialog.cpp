// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/uifixture.h"
#include "ui/dialogs/connectiondialog.h"
#include "ui/dialogs/formfield.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QToolButton>

using namespace cacheledger;
using namespace Qt::StringLiterals;
using cacheledger::testing::UiFixture;

class TestConnectionDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        fixture = std::make_unique<UiFixture>();
        fixture->addCache(u"taken"_s);
        CacheConfig fresh;
        fresh.id = newCacheId();
        fresh.nodes = {{newNodeId(), {}}};
        dialog = std::make_unique<ConnectionDialog>(fixture->services, &fixture->theme, u"Connect a cache"_s);
        dialog->setCache(fresh, {});
        dialog->show();
    }

    void cleanup()
    {
        dialog.reset();
        fixture.reset();
    }

    void theMarkFollowsTheEnvironmentUntilItIsTouched()
    {
        auto* environment = dialog->findChild<QComboBox*>(u"Environment"_s);
        auto* mark = dialog->findChild<QCheckBox*>(u"ProductionMark"_s);
        auto* color = dialog->findChild<QComboBox*>(u"EnvironmentColor"_s);
        QVERIFY(!color->isEnabled());
        environment->setCurrentText(u"prod-eu"_s);
        QVERIFY(mark->isChecked());
        QCOMPARE(color->currentData().toString(), u"red"_s);
        QCOMPARE(dialog->cache().production, std::optional<bool>());
        environment->setCurrentText(u"staging"_s);
        QVERIFY(!mark->isChecked());
        QCOMPARE(color->currentData().toString(), u"orange"_s);
        mark->click();
        environment->setCurrentText(u"test"_s);
        QVERIFY(mark->isChecked());
        QCOMPARE(dialog->cache().production, std::optional(true));
        QVERIFY(dialog->environmentColor().isEmpty());
        color->setCurrentIndex(color->findData(u"teal"_s));
        Q_EMIT color->activated(color->currentIndex());
        QCOMPARE(dialog->environmentColor(), u"teal"_s);
    }

    void saysWhatIsWrongBesideTheField_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("problem");
        QTest::newRow("a name that is taken") << u"Name"_s << u"taken"_s << u"Another cache is called so."_s;
        QTest::newRow("a name that is taken in other letters")
            << u"Name"_s << u"TAKEN"_s << u"Another cache is called so."_s;
        QTest::newRow("a name of spaces") << u"Name"_s << u"   "_s << u"Give the cache a name."_s;
        QTest::newRow("a name that is too long")
            << u"Name"_s << QString(101, u'x') << u"A name has at most 100 characters."_s;
        QTest::newRow("a host with a space")
            << u"Host"_s << u"not a host"_s << u"A host has no spaces, slashes or @."_s;
        QTest::newRow("a host that is a URL")
            << u"Host"_s << u"redis://x"_s << u"A host has no spaces, slashes or @."_s;
    }

    void saysWhatIsWrongBesideTheField()
    {
        QFETCH(QString, field);
        QFETCH(QString, text);
        type(u"Name"_s, u"fine"_s);
        type(u"Host"_s, u"fine.example.net"_s);
        QVERIFY(save()->isEnabled());
        type(field, text);
        QVERIFY(!save()->isEnabled());
        auto* beside = qobject_cast<FormField*>(line(field)->parentWidget());
        QVERIFY(beside);
        QTEST(beside->problem(), "problem");
    }

    void everyLetterLeadsToAField()
    {
        int letters = 0;
        for (const QLabel* label : dialog->findChildren<QLabel*>()) {
            if (!label->text().contains(u'&') || !label->buddy())
                continue;
            ++letters;
            QVERIFY2(label->buddy()->focusPolicy() != Qt::NoFocus, qPrintable(label->text()));
        }
        QVERIFY(letters >= 10);
    }

    void anUntouchedFieldIsNotScolded()
    {
        for (const FormField* field : dialog->findChildren<FormField*>())
            QVERIFY(field->problem().isEmpty());
        QVERIFY(!save()->isEnabled());
        QVERIFY(!dialog->findChild<QLabel*>(u"DialogProblem"_s)->text().isEmpty()); // but says why it cannot be saved
    }

    void aPastedUrlFillsTheFields()
    {
        type(u"Name"_s, u"fine"_s);
        type(u"Url"_s, u"rediss://reader:s3cret@cache.example.net:6390/2"_s);
        const Endpoint endpoint = dialog->cache().nodes.front().endpoint;
        QCOMPARE(endpoint.transport, Transport::Tls);
        QCOMPARE(endpoint.host, u"cache.example.net"_s);
        QCOMPARE(endpoint.port, 6390);
        QCOMPARE(endpoint.user, u"reader"_s);
        QCOMPARE(dialog->password(), u"s3cret"_s);
        QVERIFY(dialog->passwordChanged());
        QVERIFY(!line(u"Url"_s)->text().contains(u"s3cret"_s)); // it does not stay readable
        QVERIFY(save()->isEnabled());
    }

    void aBrokenUrlIsSaidBesideItAndChangesNothing()
    {
        type(u"Host"_s, u"kept.example.net"_s);
        type(u"Url"_s, u"http://other.example.net"_s);
        QVERIFY(!qobject_cast<FormField*>(line(u"Url"_s)->parentWidget())->problem().isEmpty());
        QCOMPARE(dialog->cache().nodes.front().endpoint.host, u"kept.example.net"_s);
    }

    void aUnixSocketNeedsAPath()
    {
        type(u"Name"_s, u"fine"_s);
        auto* transport = dialog->findChild<QComboBox*>(u"Transport"_s);
        transport->setCurrentIndex(transport->findData(static_cast<int>(Transport::Unix)));
        QVERIFY(line(u"Path"_s)->isVisible());
        QVERIFY(!line(u"Host"_s)->isVisible());
        QVERIFY(!save()->isEnabled());
        type(u"Path"_s, u"run/redis.sock"_s);
        QVERIFY(!save()->isEnabled());
        type(u"Path"_s, u"/run/redis.sock"_s);
        QVERIFY(save()->isEnabled());
        QCOMPARE(dialog->cache().nodes.front().endpoint.path, u"/run/redis.sock"_s);
    }

    void switchingVerificationOffWarnsLoudly()
    {
        auto* transport = dialog->findChild<QComboBox*>(u"Transport"_s);
        transport->setCurrentIndex(transport->findData(static_cast<int>(Transport::Tls)));
        auto* warning = dialog->findChild<QLabel*>(u"VerifyWarning"_s);
        QVERIFY(!warning->isVisible());
        dialog->findChild<QCheckBox*>(u"Verify"_s)->click();
        QVERIFY(warning->isVisible());
        QVERIFY(!dialog->cache().nodes.front().endpoint.tls.verify);
    }

    void aCertificateNeedsItsKeyAndBothMustExist()
    {
        type(u"Name"_s, u"fine"_s);
        type(u"Host"_s, u"fine.example.net"_s);
        auto* transport = dialog->findChild<QComboBox*>(u"Transport"_s);
        transport->setCurrentIndex(transport->findData(static_cast<int>(Transport::Tls)));
        QVERIFY(save()->isEnabled());
        const QString present = fixture->dir.filePath(u"caches.json"_s);
        type(u"CertificateFile"_s, present);
        QVERIFY(!save()->isEnabled());
        type(u"KeyFile"_s, u"/no/such/key.pem"_s);
        QVERIFY(!save()->isEnabled());
        type(u"KeyFile"_s, present);
        QVERIFY(save()->isEnabled());
    }

    void thePasswordIsHiddenUntilAskedFor()
    {
        QCOMPARE(line(u"Password"_s)->echoMode(), QLineEdit::Password);
        QTest::mouseClick(dialog->findChild<QToolButton*>(u"RevealPassword"_s), Qt::LeftButton);
        QCOMPARE(line(u"Password"_s)->echoMode(), QLineEdit::Normal);
    }

    void addsAndRemovesNodes()
    {
        type(u"Name"_s, u"fine"_s);
        type(u"Host"_s, u"a.example.net"_s);
        addNode(u"b.example.net:6380"_s);
        QCOMPARE(dialog->cache().nodes.size(), 2U);
        addNode(u"b.example.net:6380"_s); // twice is refused
        QCOMPARE(dialog->cache().nodes.size(), 2U);
        addNode(u"a.example.net:6379"_s); // so is the first node
        QCOMPARE(dialog->cache().nodes.size(), 2U);
        const auto valid = validate(dialog->cache());
        QVERIFY(valid.ok());
        line(u"NewNode"_s)->clear();
        QTest::mouseClick(dialog->findChild<QToolButton*>(u"RemoveNode.b.example.net:6380"_s), Qt::LeftButton);
        QCOMPARE(dialog->cache().nodes.size(), 1U);
    }

    void testsTheConnectionAndOffersReplicas()
    {
        type(u"Host"_s, u"a.example.net"_s);
        type(u"Password"_s, u"secret"_s);
        QTest::mouseClick(test(), Qt::LeftButton);
        QVERIFY(dialog->findChild<QProgressBar*>()->isVisible());
        QCOMPARE(fixture->tester.tested.size(), 1U);
        QCOMPARE(fixture->tester.lastPassword, u"secret"_s);
        fixture->tester.finish({true, u"Redis 7.0.15, primary"_s, {}, {u"b.example.net:6379"_s}});
        QVERIFY(!dialog->findChild<QProgressBar*>()->isVisible());
        auto* result = dialog->findChild<QLabel*>(u"TestResult"_s);
        QVERIFY(result->isVisible() && result->text().contains(u"Redis 7.0.15"_s));
        auto* replica = dialog->findChild<QCheckBox*>(u"Replica.b.example.net:6379"_s);
        QVERIFY(replica);
        replica->click();
        QCOMPARE(dialog->cache().nodes.size(), 2U);
        QCOMPARE(dialog->cache().nodes[1].endpoint.host, u"b.example.net"_s);
    }

    void anErrorOfTheTestIsSaidWithItsHint()
    {
        type(u"Host"_s, u"a.example.net"_s);
        QTest::mouseClick(test(), Qt::LeftButton);
        fixture->tester.finish({false, u"Nothing listens <there>."_s, u"Start the server."_s, {}});
        const QString text = dialog->findChild<QLabel*>(u"TestResult"_s)->text();
        QVERIFY(text.contains(u"&lt;there&gt;"_s)); // a server's words are no markup
        QVERIFY(text.contains(u"Start the server."_s));
    }

    void aTestCanBeCancelledAndItsLateAnswerIsIgnored()
    {
        type(u"Host"_s, u"a.example.net"_s);
        QTest::mouseClick(test(), Qt::LeftButton);
        QTest::mouseClick(test(), Qt::LeftButton);
        QCOMPARE(fixture->tester.cancels, 1);
        QVERIFY(!dialog->findChild<QProgressBar*>()->isVisible());
        fixture->tester.finish({true, u"late"_s, {}, {}});
        QVERIFY(!dialog->findChild<QLabel*>(u"TestResult"_s)->isVisible());
    }

    void closingCancelsARunningTest()
    {
        type(u"Host"_s, u"a.example.net"_s);
        QTest::mouseClick(test(), Qt::LeftButton);
        dialog.reset();
        QCOMPARE(fixture->tester.cancels, 1);
    }

    void saysWhenPasswordsDoNotLast()
    {
        fixture->vault.lastsOnlySession = true;
        ConnectionDialog other(fixture->services, &fixture->theme, u"x"_s);
        other.setCache(fixture->caches.caches().front(), {});
        other.show();
        bool said = false;
        for (const QLabel* label : other.findChildren<QLabel*>())
            said = said || (label->isVisible() && label->text().contains(u"only until"_s));
        QVERIFY(said);
    }

    void aPasswordTheUserTypesIsNotOverwrittenByTheVault()
    {
        const CacheConfig known = fixture->caches.caches().front();
        fixture->vault.passwords[known.id] = u"old"_s;
        ConnectionDialog other(fixture->services, &fixture->theme, u"x"_s);
        other.setCache(known, known.id);
        auto* password = other.findChild<QLineEdit*>(u"Password"_s);
        QSignalSpy read(&fixture->vault, &SecretVault::readFinished);
        QTest::keyClicks(password, u"new"_s);
        QTRY_COMPARE(read.size(), 1);
        QCOMPARE(password->text(), u"new"_s);
    }

    void whatOthersToWatchIsChosen()
    {
        type(u"Name"_s, u"fine"_s);
        type(u"Host"_s, u"a.example.net"_s);
        QVERIFY(!line(u"AddressMappings"_s)->isVisible());
        follow(Following::Cluster);
        QVERIFY(line(u"AddressMappings"_s)->isVisible());
        QVERIFY(!line(u"Sentinels"_s)->isVisible());
        QVERIFY(save()->isEnabled());
        type(u"AddressMappings"_s, u"10.0.0.5=203.0.113.7, 10.0.0.6:7000=here:7001"_s);
        QCOMPARE(dialog->cache().follow.how, Following::Cluster);
        QCOMPARE(dialog->cache().follow.mappings.size(), 2U);
        QCOMPARE(dialog->cache().follow.mappings[1].reachable, u"here:7001"_s);
        type(u"AddressMappings"_s, u"10.0.0.5"_s);
        QVERIFY(!save()->isEnabled());
        QVERIFY(!qobject_cast<FormField*>(line(u"AddressMappings"_s)->parentWidget())->problem().isEmpty());
    }

    void sentinelsTellTheHost()
    {
        type(u"Name"_s, u"fine"_s);
        follow(Following::Sentinel);
        QVERIFY(!save()->isEnabled() && !test()->isEnabled());
        type(u"SentinelPrimary"_s, u"main"_s);
        type(u"Sentinels"_s, u"s1.example.net, [::1]:26380, s3.example.net:26381"_s);
        type(u"SentinelUser"_s, u"watcher"_s);
        type(u"SentinelPassword"_s, u"sentinels only"_s);
        QVERIFY(!save()->isEnabled()); // not before the host is known
        QTest::mouseClick(test(), Qt::LeftButton);
        const FollowConfig asked = fixture->tester.lastFollow;
        QCOMPARE(asked.sentinels.size(), 3U);
        QCOMPARE(asked.sentinels[0].address(), u"s1.example.net:26379"_s);
        QCOMPARE(asked.sentinels[1].address(), u"[::1]:26380"_s);
        QCOMPARE(asked.sentinels[2].user, u"watcher"_s);
        QCOMPARE(fixture->tester.lastSentinelPassword, u"sentinels only"_s);
        QVERIFY(fixture->tester.lastPassword.isEmpty());

        TestOutcome outcome{true, u"Redis 7.0.15, primary"_s, {}, {u"b.example.net:6379"_s}};
        outcome.primary = fixture->tester.tested.front();
        outcome.primary->host = u"a.example.net"_s;
        fixture->tester.finish(outcome);
        QVERIFY(!dialog->findChild<QCheckBox*>(u"Replica.b.example.net:6379"_s)); // it is followed anyway
        QVERIFY(save()->isEnabled());
        const CacheConfig cache = dialog->cache();
        QCOMPARE(cache.nodes.front().endpoint.host, u"a.example.net"_s);
        QVERIFY(cache.nodes.front().found); // so that it goes when the sentinels say so
        QVERIFY(validate(cache).ok());
        QCOMPARE(dialog->sentinelPassword(), u"sentinels only"_s);
        QVERIFY(dialog->sentinelPasswordChanged() && !dialog->passwordChanged());
    }

    void sentinelsAreWrittenAsAddressesAlone_data()
    {
        QTest::addColumn<QString>("sentinels");
        QTest::newRow("none") << u" , "_s;
        QTest::newRow("with a user") << u"redis://me@s1:26379"_s;
        QTest::newRow("with a password") << u"redis://:secret@s1:26379"_s;
        QTest::newRow("a socket") << u"unix:///run/sentinel.sock"_s;
        QTest::newRow("a port that is none") << u"s1:99999"_s;
    }

    void sentinelsAreWrittenAsAddressesAlone()
    {
        QFETCH(QString, sentinels);
        type(u"Name"_s, u"fine"_s);
        type(u"Host"_s, u"a.example.net"_s);
        follow(Following::Sentinel);
        type(u"SentinelPrimary"_s, u"main"_s);
        type(u"Sentinels"_s, u"s1"_s);
        QVERIFY(save()->isEnabled());
        type(u"Sentinels"_s, sentinels);
        QVERIFY(!save()->isEnabled());
        QVERIFY(!qobject_cast<FormField*>(line(u"Sentinels"_s)->parentWidget())->problem().isEmpty());
    }

    void anEditedCacheKeepsWhatItFollows()
    {
        CacheConfig known = fixture->caches.caches().front();
        known.follow.how = Following::Sentinel;
        known.follow.sentinelPrimary = u"main"_s;
        known.follow.sentinels = {known.nodes.front().endpoint};
        known.follow.sentinels.front().port = 26379;
        known.nodes.front().found = true;
        NodeConfig replica{newNodeId(), known.nodes.front().endpoint};
        replica.endpoint.port = 7777;
        replica.found = true;
        known.nodes.push_back(replica);
        fixture->vault.passwords[sentinelSecret(known.id)] = u"theirs"_s;
        ConnectionDialog other(fixture->services, &fixture->theme, u"x"_s);
        other.setCache(known, known.id);
        QTRY_COMPARE(other.sentinelPassword(), u"theirs"_s);
        QVERIFY(!other.sentinelPasswordChanged());
        QCOMPARE(other.cache(), known);
        auto* how = other.findChild<QComboBox*>(u"Following"_s);
        how->setCurrentIndex(how->findData(static_cast<int>(Following::Off)));
        QCOMPARE(other.cache().nodes.size(), 1U); // found servers go with it
        QVERIFY(!other.cache().nodes.front().found);
        QVERIFY(validate(other.cache()).ok());
    }

    void aWayThroughAnSshServerIsKept()
    {
        CacheConfig known = fixture->caches.caches().front();
        NodeConfig second{newNodeId(), known.nodes.front().endpoint};
        second.endpoint.port = 7777;
        known.nodes.push_back(second);
        fixture->vault.passwords[routeSecret(known.id)] = u"theirs"_s;
        ConnectionDialog other(fixture->services, &fixture->theme, u"x"_s);
        other.setCache(known, known.id);
        QCOMPARE(other.cache(), known);
        auto* kind = other.findChild<QComboBox*>(u"Route"_s);
        auto* address = other.findChild<QLineEdit*>(u"RouteAddress"_s);
        auto* save = other.findChild<QPushButton*>(u"SaveButton"_s);
        kind->setCurrentIndex(kind->findData(static_cast<int>(RouteKind::Ssh)));
        QVERIFY(!save->isEnabled()); // no address yet
        address->setText(u"ops:s3cret@bastion"_s);
        QVERIFY(!save->isEnabled());
        address->setText(u"ops@bastion"_s);
        QVERIFY(save->isEnabled());
        const CacheConfig cache = other.cache();
        for (const NodeConfig& node : cache.nodes)
            QCOMPARE(node.endpoint.route.url(), u"ssh://ops@bastion:22"_s);

        ConnectionDialog again(fixture->services, &fixture->theme, u"x"_s);
        again.setCache(cache, cache.id);
        auto* secret = again.findChild<QLineEdit*>(u"RouteSecret"_s);
        QTRY_COMPARE(secret->text(), u"theirs"_s);
        QVERIFY(again.changedSecrets(cache.id).empty());
        QCOMPARE(again.cache(), cache);
        auto* kindAgain = again.findChild<QComboBox*>(u"Route"_s);
        kindAgain->setCurrentIndex(kindAgain->findData(static_cast<int>(RouteKind::Direct)));
        QCOMPARE(again.cache(), known);
        QTest::keyClicks(secret, u"!"_s);
        QCOMPARE(again.changedSecrets(cache.id).size(), 1U);
        QCOMPARE(again.changedSecrets(cache.id).front(), std::pair(routeSecret(cache.id), QString()));
    }

    void anEncryptedKeyHasItsPassphraseAndTheVersionIsKept()
    {
        CacheConfig known = fixture->caches.caches().front();
        known.nodes.front().endpoint.transport = Transport::Tls;
        known.nodes.front().endpoint.tls.keyFile = u"/keys/client.key"_s;
        known.nodes.front().endpoint.tls.minVersion = TlsVersion::V1_3;
        fixture->vault.passwords[tlsKeySecret(known.id)] = u"opens"_s;
        ConnectionDialog other(fixture->services, &fixture->theme, u"x"_s);
        other.setCache(known, known.id);
        QCOMPARE(other.cache(), known);
        auto* passphrase = other.findChild<QLineEdit*>(u"KeyPassphrase"_s);
        QTRY_COMPARE(passphrase->text(), u"opens"_s);
        QVERIFY(other.changedSecrets(known.id).empty());
        QTest::keyClicks(passphrase, u"!"_s);
        QCOMPARE(other.changedSecrets(known.id).front(), std::pair(tlsKeySecret(known.id), u"opens!"_s));
    }

    void saveCarriesEverythingButThePassword()
    {
        type(u"Name"_s, u"  fine "_s);
        type(u"Host"_s, u"a.example.net"_s);
        type(u"Tags"_s, u"rag, , prod"_s);
        dialog->findChild<QSpinBox*>(u"Interval"_s)->setValue(5000);
        dialog->findChild<QComboBox*>(u"Environment"_s)->setCurrentText(u"staging"_s);
        QSignalSpy saved(dialog.get(), &ConnectionDialog::saveRequested);
        QTest::mouseClick(save(), Qt::LeftButton);
        QCOMPARE(saved.size(), 1);
        const auto cache = saved[0][0].value<CacheConfig>();
        QCOMPARE(cache.name, u"fine"_s);
        QCOMPARE(cache.tags, QStringList({u"rag"_s, u"prod"_s}));
        QCOMPARE(cache.intervalMs, 5000);
        QCOMPARE(cache.environment, u"staging"_s);
        QVERIFY(dialog->isVisible()); // whoever saves it closes it
        dialog->showProblem({ErrorCode::ReadOnly, u"The folder is read-only."_s, {}});
        QVERIFY(dialog->findChild<QLabel*>(u"DialogProblem"_s)->text().contains(u"read-only"_s));
    }

private:
    QLineEdit* line(const QString& name) const { return dialog->findChild<QLineEdit*>(name); }
    QPushButton* save() const { return dialog->findChild<QPushButton*>(u"SaveButton"_s); }
    QPushButton* test() const { return dialog->findChild<QPushButton*>(u"TestButton"_s); }

    void type(const QString& field, const QString& text) const
    {
        QLineEdit* edit = line(field);
        edit->clear();
        QTest::keyClicks(edit, text);
        if (field == "Url"_L1)
            Q_EMIT edit->editingFinished();
    }

    void follow(Following how) const
    {
        auto* choice = dialog->findChild<QComboBox*>(u"Following"_s);
        choice->setCurrentIndex(choice->findData(static_cast<int>(how)));
    }

    void addNode(const QString& address) const
    {
        type(u"NewNode"_s, address);
        QTest::mouseClick(dialog->findChild<QPushButton*>(u"AddNode"_s), Qt::LeftButton);
    }

    std::unique_ptr<UiFixture> fixture;
    std::unique_ptr<ConnectionDialog> dialog;
};

QTEST_MAIN(TestConnectionDialog)
#include "tst_connectiondialog.moc"
