// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/channelfile.h"
#include "support/uifixture.h"
#include "ui/dialogs/channeldialog.h"
#include "ui/dialogs/formfield.h"
#include "ui/pages/channelsettings.h"
#include "ui/useractions.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

namespace
{

/// Keeps channels in memory and remembers what it was asked to test.
class FakeKeeper : public ChannelKeeper
{
public:
    std::vector<AlertChannel> kept = channelfile::defaults();
    QString problem;     // of every channel
    QString savingFails; // empty: it works
    QStringList tested;  // "id secret"

    std::vector<AlertChannel> channels() const override { return kept; }
    QStringList problems() const override { return {}; }
    QString problemOf(const QString&) const override { return problem; }
    Result<void> save(const AlertChannel& channel, std::optional<std::size_t> position) override
    {
        if (!savingFails.isEmpty())
            return Error{ErrorCode::DiskFull, savingFails, {}};
        const auto known = std::ranges::find(kept, channel.id, &AlertChannel::id);
        if (known != kept.end())
            *known = channel;
        else
            kept.insert(kept.begin() + static_cast<std::ptrdiff_t>(position.value_or(kept.size())), channel);
        Q_EMIT changed();
        return {};
    }
    Result<void> send(const OperatorMessage&) override { return {}; }
    Result<std::size_t> remove(const QString& id) override
    {
        const auto known = std::ranges::find(kept, id, &AlertChannel::id);
        const auto position = static_cast<std::size_t>(known - kept.begin());
        kept.erase(known);
        Q_EMIT changed();
        return position;
    }
    void test(const AlertChannel& channel, const std::optional<QString>& secret) override
    {
        tested << channel.id + u' ' + secret.value_or(u"stored"_s);
    }
    void finish(const QString& id, const QString& said) { Q_EMIT testFinished(id, said); }
};

} // namespace

/// The card "Notifications" of the settings and its dialog.
class TestChannelSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void listsWhatThereIsAndWhatIsWrong();
    void switchesOneOff();
    void addsAMailChannelWithItsPassword();
    void badEntriesAreNamedBesideTheirField();
    void aFailureToSaveIsShown();
    void editingKeepsIdAndSecret();
    void everyKindAsksForItsOwn_data();
    void everyKindAsksForItsOwn();
    void testsFromTheListAndTheDialog();
    void removingCanBeUndone();

private:
    template <typename T>
    T* find(const QWidget* in, const char* name) const
    {
        return in->findChild<T*>(QLatin1String(name));
    }
    ChannelDialog* dialog() const { return window->findChild<ChannelDialog*>(); }
    void click(const QWidget* in, const char* name) const { find<QAbstractButton>(in, name)->click(); }
    void type(const char* name, const QString& text) const { find<QLineEdit>(dialog(), name)->setText(text); }
    void fillMail() const
    {
        type("Channel.name", u"Mail to the team"_s);
        type("Channel.settings/host", u"mail.example.org"_s);
        type("Channel.settings/from", u"cache@example.org"_s);
        type("Channel.settings/to", u"a@example.org, b@example.org"_s);
        type("Channel.settings/user", u"cache"_s);
        type("Channel.secret", u"p4ss"_s);
    }

    std::unique_ptr<UiFixture> fixture;
    std::unique_ptr<FakeKeeper> keeper;
    std::unique_ptr<QWidget> window;
    UserActions* actions = nullptr;
    ChannelSettings* card = nullptr;
};

void TestChannelSettings::init()
{
    fixture = std::make_unique<UiFixture>();
    keeper = std::make_unique<FakeKeeper>();
    window = std::make_unique<QWidget>();
    PageContext context;
    context.services = fixture->services;
    context.services.channels = keeper.get();
    context.theme = &fixture->theme;
    actions = new UserActions(context.services, &fixture->theme, window.get());
    context.actions = actions;
    card = new ChannelSettings(context, window.get());
    window->show();
}

void TestChannelSettings::cleanup()
{
    window.reset();
    keeper.reset();
    fixture.reset();
}

void TestChannelSettings::listsWhatThereIsAndWhatIsWrong()
{
    QCOMPARE(find<QLabel>(card, "Channel.about.desktop")->text(), u"Desktop · critical, warning"_s);
    keeper->problem = u"There is no desktop session here."_s;
    Q_EMIT keeper->changed();
    QCOMPARE(card->findChildren<QLabel*>(u"Channel.about.desktop"_s).last()->text(), u"▲ "_s + keeper->problem);
}

void TestChannelSettings::switchesOneOff()
{
    find<QCheckBox>(card, "Channel.on.desktop")->click();
    QVERIFY(!keeper->kept[0].enabled);
}

void TestChannelSettings::addsAMailChannelWithItsPassword()
{
    click(card, "ChannelAdd");
    QVERIFY(dialog());
    fillMail();
    find<QCheckBox>(dialog(), "Channel.tier.3")->setChecked(true);
    click(dialog(), "ChannelSave");
    QCOMPARE(keeper->kept.size(), 2U);
    const AlertChannel& added = keeper->kept[1];
    QCOMPARE(added.id, u"mail-to-the-team"_s);
    QVERIFY(faultsOf(added).empty());
    QCOMPARE(added.mail.to, (QStringList{u"a@example.org"_s, u"b@example.org"_s}));
    QCOMPARE(added.tiers.size(), 3U);
    QCOMPARE(fixture->vault.passwords.at(channelSecretKey(added.id)), u"p4ss"_s);
    QVERIFY(!channelfile::toText(keeper->kept).contains("p4ss"));
}

void TestChannelSettings::badEntriesAreNamedBesideTheirField()
{
    click(card, "ChannelAdd");
    fillMail();
    type("Channel.settings/to", u"nobody"_s);
    type("Channel.secret", {});
    click(dialog(), "ChannelSave");
    QCOMPARE(keeper->kept.size(), 1U);
    QStringList problems;
    for (const FormField* field : dialog()->findChildren<FormField*>())
        if (!field->problem().isEmpty())
            problems << field->editor()->objectName();
    problems.sort();
    QCOMPARE(problems, (QStringList{u"Channel.secret"_s, u"Channel.settings/to"_s}));
}

void TestChannelSettings::aFailureToSaveIsShown()
{
    keeper->savingFails = u"The disk is full."_s;
    click(card, "ChannelAdd");
    fillMail();
    click(dialog(), "ChannelSave");
    QVERIFY(dialog()->isVisible());
    QCOMPARE(find<QLabel>(dialog(), "ChannelMessage")->text(), u"▲ The disk is full."_s);
    find<QCheckBox>(card, "Channel.on.desktop")->click();
    QVERIFY(find<QLabel>(card, "ChannelProblem")->text().contains(u"disk is full"_s));
    QVERIFY(card->findChildren<QCheckBox*>(u"Channel.on.desktop"_s).last()->isChecked());
}

void TestChannelSettings::editingKeepsIdAndSecret()
{
    AlertChannel slack;
    slack.id = u"chat"_s;
    slack.name = u"Chat"_s;
    slack.kind = ChannelKind::Webhook;
    slack.webhook.form = WebhookForm::Slack;
    QVERIFY(keeper->save(slack, {}).ok());
    fixture->vault.passwords[channelSecretKey(slack.id)] = u"https://hooks.example.org/x"_s;
    click(card, "Channel.edit.chat");
    type("Channel.name", u"Chat of the night shift"_s);
    click(dialog(), "ChannelSave");
    QCOMPARE(keeper->kept[1].id, u"chat"_s);
    QCOMPARE(keeper->kept[1].name, u"Chat of the night shift"_s);
    QCOMPARE(fixture->vault.passwords.at(channelSecretKey(slack.id)), u"https://hooks.example.org/x"_s);
}

void TestChannelSettings::everyKindAsksForItsOwn_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("asks");
    QTest::newRow("desktop") << "Desktop"
                             << "kind name";
    QTest::newRow("mail") << "Mail"
                          << "kind name settings/caFile settings/from settings/host settings/port "
                             "settings/security settings/to settings/user";
    QTest::newRow("slack") << "Slack"
                           << "kind name secret settings/caFile";
    QTest::newRow("pagerduty") << "PagerDuty"
                               << "kind name secret settings/caFile settings/url";
    QTest::newRow("command") << "Command"
                             << "kind name settings/arguments settings/program";
}

void TestChannelSettings::everyKindAsksForItsOwn()
{
    QFETCH(QString, kind);
    QFETCH(QString, asks);
    click(card, "ChannelAdd");
    find<QComboBox>(dialog(), "Channel.kind")->setCurrentText(kind);
    QStringList shown;
    for (const FormField* field : dialog()->findChildren<FormField*>())
        if (field->isVisibleTo(dialog()))
            shown << field->editor()->objectName().mid(8);
    shown.sort();
    QCOMPARE(shown.join(u' '), asks);
}

void TestChannelSettings::testsFromTheListAndTheDialog()
{
    click(card, "Channel.test.desktop");
    QCOMPARE(keeper->tested, QStringList{u"desktop stored"_s});
    keeper->finish(u"desktop"_s, u"There is no desktop session here."_s);
    QCOMPARE(find<QLabel>(card, "ChannelProblem")->text(), u"▲ There is no desktop session here."_s);
    click(card, "ChannelAdd");
    fillMail();
    click(dialog(), "ChannelTest");
    QCOMPARE(keeper->tested.last(), u"mail-to-the-team p4ss"_s);
    QVERIFY(!find<QPushButton>(dialog(), "ChannelTest")->isEnabled());
    keeper->finish(u"mail-to-the-team"_s, {});
    QCOMPARE(find<QLabel>(dialog(), "ChannelMessage")->text(), u"The test was sent."_s);
    QVERIFY(find<QPushButton>(dialog(), "ChannelTest")->isEnabled());
    QCOMPARE(keeper->kept.size(), 1U); // nothing was saved
}

void TestChannelSettings::removingCanBeUndone()
{
    fixture->vault.passwords[channelSecretKey(u"desktop"_s)] = u"x"_s;
    Notice notice;
    connect(actions, &UserActions::noticeRequested, this, [&](const Notice& asked) { notice = asked; });
    click(card, "Channel.remove.desktop");
    QVERIFY(keeper->kept.empty());
    QVERIFY(notice.act);
    notice.act();
    QCOMPARE(keeper->kept.size(), 1U);
    notice.expired();
    QVERIFY(!fixture->vault.passwords.at(channelSecretKey(u"desktop"_s)).isEmpty()); // it is there again
    click(card, "Channel.remove.desktop");
    notice.expired();
    const auto gone = fixture->vault.passwords.find(channelSecretKey(u"desktop"_s));
    QVERIFY(gone == fixture->vault.passwords.end() || gone->second.isEmpty());
}

QTEST_MAIN(TestChannelSettings)
#include "tst_channelsettings.moc"
