// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"
#include "app/commandspec.h"

#include <QtCore/QSet>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr TimeMs now = 1'763'668'628'000;

class TestCommandLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrongLinesAreNamed_data();
    void wrongLinesAreNamed();
    void noCommandIsTheWindow();
    void globalOptionsStandBeforeTheCommand();
    void screenshotTakesItsOptions();
    void checkTakesDurationAndJson();
    void collectTakesManyCaches();
    void exportReadsTimesMetricsAndForm();
    void annotateTakesMomentKindAndWords();
    void cachesAddKeepsAllWords();
    void everyCommandIsReadAsItself();
    void helpIsPrinted_data();
    void helpIsPrinted();
    void passwordsAreBlottedOutOfArgv_data();
    void passwordsAreBlottedOutOfArgv();
};

template <typename T>
static T commandOf(const QString& words)
{
    const auto line = parseCommandLine(words.split(u' ', Qt::SkipEmptyParts), now);
    if (!line) {
        qWarning("%s", qPrintable(line.error().text()));
        return T{};
    }
    const T* command = std::get_if<T>(&line->command);
    return command ? *command : T{};
}

void TestCommandLine::wrongLinesAreNamed_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* name, const QString& words, const QString& said) {
        QTest::newRow(name) << words << said;
    };
    row("unknown command with a near one", u"chek host"_s, u"Did you mean \"check\"?"_s);
    row("unknown command far from all", u"frobnicate"_s, u"See cacheledger --help."_s);
    row("unknown global option", u"--profil x check host"_s, u"Did you mean --profile?"_s);
    row("unknown option of a command", u"check host --jsn"_s, u"Did you mean --json?"_s);
    row("global option after the command", u"check host --profile x"_s, u"stands before the command"_s);
    row("check without a target", u"check"_s, u"check needs URL"_s);
    row("check with two targets", u"check a b"_s, u"does not take \"b\""_s);
    row("sentinels without a name", u"check host --sentinel other"_s, u"--sentinel-master NAME, which is missing"_s);
    row("sentinels and a cluster", u"check host --sentinel-master m --follow cluster"_s, u"contradict each other"_s);
    row("a password for a sentinel", u"check host --sentinel-master m --sentinel redis://:pw@s"_s,
        u"CACHELEDGER_SENTINEL_PASSWORD"_s);
    row("followed by magic", u"check host --follow magic"_s, u"Write replicas or cluster"_s);
    row("a mapping of nothing", u"check host --follow cluster --map-address a"_s, u"ANNOUNCED=REACHABLE"_s);
    row("a mapping for nobody", u"check host --map-address a=b"_s, u"--map-address belongs to --follow"_s);
    row("annotate without a cache", u"annotate text"_s, u"annotate needs --cache."_s);
    row("annotate without a text", u"annotate --cache c"_s, u"annotate needs TEXT"_s);
    row("annotate of another kind", u"annotate --cache c --kind deplyo x"_s, u"Did you mean deploy?"_s);
    row("annotate in the future", u"annotate --cache c --at 2099-01-01T00:00:00Z x"_s, u"lies in the future"_s);
    row("inspect without a file", u"inspect"_s, u"inspect needs FILE"_s);
    row("duration zero", u"check host --duration 0"_s, u"--duration cannot be \"0\""_s);
    row("duration negative", u"check host --duration=-3"_s, u"--duration cannot be"_s);
    row("duration a word", u"check host --duration soon"_s, u"--duration cannot be \"soon\""_s);
    row("duration without a value", u"check host --duration"_s, u"duration"_s);
    row("interval too short", u"collect --interval 249"_s, u"from 250 to 3600000"_s);
    row("interval too long", u"collect --interval 3600001"_s, u"from 250 to 3600000"_s);
    row("interval with a fraction", u"collect --interval 1000.5"_s, u"whole number"_s);
    row("interval huge", u"collect --interval 99999999999999999999"_s, u"whole number"_s);
    row("export without a cache", u"export --metric hit_ratio --from now-1h"_s, u"export needs --cache"_s);
    row("export without a metric", u"export --cache a --from now-1h"_s, u"export needs --metric"_s);
    row("export without a start", u"export --cache a --metric hit_ratio"_s, u"export needs --from"_s);
    row("export backwards", u"export --cache a --metric m --from now --to now-1h"_s, u"--from must be before --to"_s);
    row("export with a bad time", u"export --cache a --metric m --from yesterday"_s, u"--from cannot be"_s);
    row("export with a bad resolution", u"export --cache a --metric m --from now-1h --resolution 1d"_s, u"raw"_s);
    row("export with a bad format", u"export --cache a --metric m --from now-1h --format xml"_s, u"csv, json"_s);
    row("group without a command", u"caches"_s, u"caches needs one of"_s);
    row("group with an unknown command", u"caches lst"_s, u"Did you mean \"caches list\"?"_s);
    row("caches add without a URL", u"caches add name"_s, u"needs NAME URL"_s);
    row("page without a screenshot", u"--page overview"_s, u"--page belongs to --screenshot"_s);
    row("theme unknown", u"--screenshot f --theme drak"_s, u"Did you mean dark?"_s);
    row("size without a height", u"--screenshot f --size 1366"_s, u"--size cannot be"_s);
    row("size too small", u"--screenshot f --size 10x10"_s, u"--size cannot be"_s);
    row("scale too large", u"--screenshot f --scale 5"_s, u"from 0.5 to 4"_s);
    row("scale not a number", u"--screenshot f --scale nan"_s, u"--scale cannot be"_s);
    row("demo with a command", u"--demo check host"_s, u"cannot be combined"_s);
    row("screenshot of a drill without a window", u"--screenshot f drill stampede"_s, u"cannot be combined"_s);
    row("screenshot with a command", u"--screenshot f check host"_s, u"cannot be combined"_s);
    row("empty profile", u"--profile= check host"_s, u"not empty"_s);
}

void TestCommandLine::wrongLinesAreNamed()
{
    QFETCH(QString, words);
    QFETCH(QString, said);
    const auto line = parseCommandLine(words.split(u' '), now);
    QVERIFY(!line.ok());
    QCOMPARE(line.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(line.error().text().contains(said), qPrintable(line.error().text()));
}

void TestCommandLine::noCommandIsTheWindow()
{
    const auto line = parseCommandLine({}, now);
    QVERIFY(line.ok());
    QVERIFY(std::holds_alternative<WindowCommand>(line->command));
    QVERIFY(!line->global.demo && !line->global.screenshot);
}

void TestCommandLine::globalOptionsStandBeforeTheCommand()
{
    const auto line = parseCommandLine({u"--profile"_s, u"/x"_s, u"--credentials=/c"_s, u"check"_s, u"host"_s}, now);
    QVERIFY(line.ok());
    QCOMPARE(line->global.profileDir, u"/x"_s);
    QCOMPARE(line->global.credentialsFile, u"/c"_s);
}

void TestCommandLine::screenshotTakesItsOptions()
{
    const auto line = parseCommandLine(
        u"--demo --screenshot f.png --page dashboard --theme dark --size 800x600 --scale 2 --after 1.5"_s.split(u' '),
        now);
    QVERIFY(line.ok());
    QVERIFY(line->global.demo);
    QVERIFY(line->global.screenshot.has_value());
    QCOMPARE(line->global.screenshot->file, u"f.png"_s);
    QCOMPARE(line->global.screenshot->page, u"dashboard"_s);
    QCOMPARE(line->global.screenshot->theme, u"dark"_s);
    QCOMPARE(line->global.screenshot->size, QSize(800, 600));
    QCOMPARE(line->global.screenshot->scale.value(), 2.0);
    QCOMPARE(line->global.screenshot->afterMs.value(), 1500);
}

void TestCommandLine::checkTakesDurationAndJson()
{
    const auto command = commandOf<CheckCommand>(u"check --json redis://h --duration 1.5"_s);
    QCOMPARE(command.target, u"redis://h"_s);
    QVERIFY(command.json);
    QCOMPARE(command.durationMs, 1500);
    QCOMPARE(commandOf<CheckCommand>(u"check h"_s).durationMs, 3000);
}

void TestCommandLine::collectTakesManyCaches()
{
    const auto command = commandOf<CollectCommand>(u"collect --cache a --cache redis://b --interval 250"_s);
    QCOMPARE(command.caches, QStringList({u"a"_s, u"redis://b"_s}));
    QCOMPARE(command.intervalMs.value(), 250);
    QVERIFY(!command.durationMs.has_value());
}

void TestCommandLine::exportReadsTimesMetricsAndForm()
{
    const auto command = commandOf<ExportCommand>(
        u"export --cache c --metric hit_ratio,used_memory --metric db0.keys --from now-15m --to now --resolution 1m --format json"_s);
    QCOMPARE(command.metrics, QStringList({u"hit_ratio"_s, u"used_memory"_s, u"db0.keys"_s}));
    QCOMPARE(command.fromMs, now - 15 * 60'000);
    QCOMPARE(command.toMs, now);
    QVERIFY(command.tier == Tier::Minute);
    QVERIFY(command.format == ExportFormat::Json);
    QVERIFY(!commandOf<ExportCommand>(u"export --cache c --metric m --from 0 --resolution auto"_s).tier.has_value());
}

void TestCommandLine::annotateTakesMomentKindAndWords()
{
    const auto command = commandOf<AnnotateCommand>(u"annotate --cache shop --at -10m --kind deploy shop 2.4.1"_s);
    QCOMPARE(command.cache, u"shop"_s);
    QCOMPARE(command.timeMs, now - 10 * 60'000);
    QCOMPARE(int(command.kind), int(EventKind::Deploy));
    QCOMPARE(command.text, u"shop 2.4.1"_s);
    const auto plain = commandOf<AnnotateCommand>(u"annotate --cache shop slow"_s);
    QCOMPARE(plain.timeMs, now);
    QCOMPARE(int(plain.kind), int(EventKind::Note));
}

void TestCommandLine::cachesAddKeepsAllWords()
{
    const auto command = commandOf<CachesAddCommand>(
        u"caches add shop redis://h:1 --environment staging --tag a --tag b --interval 500"_s);
    QCOMPARE(command.name, u"shop"_s);
    QCOMPARE(command.url, u"redis://h:1"_s);
    QCOMPARE(command.environment, u"staging"_s);
    QCOMPARE(command.tags, QStringList({u"a"_s, u"b"_s}));
    QCOMPARE(command.intervalMs.value(), 500);
}

/// The table of names and that of what reads them belong together.
void TestCommandLine::everyCommandIsReadAsItself()
{
    const QHash<QString, QString> rests{
        {u"export"_s, u"--cache c --metric m --from now-1h"_s},
        {u"ledger"_s, u"--cache c --from now-1d"_s},
        {u"annotate"_s, u"--cache c words"_s},
        {u"import"_s, u"f --cache c"_s},
        {u"backfill"_s, u"f --cache c"_s},
        {u"report"_s, u"--cache c --preset last-month --output f.pdf"_s},
        {u"report schedule"_s, u"--cache c --folder f"_s},
        {u"sources add"_s, u"--cache c --name n --preset rag --kind redis-hash --key k"_s},
        {u"advise"_s, u"redis://h"_s},
        {u"commands"_s, u"redis://h"_s},
        {u"slowlog"_s, u"redis://h"_s},
        {u"diagnose"_s, u"redis://h"_s},
        {u"keys analyse"_s, u"redis://h"_s},
        {u"economics"_s, u"--preset startup"_s},
        {u"rules backtest"_s, u"f --cache c --from now-1h"_s},
        {u"alerts acknowledge"_s, u"1"_s},
        {u"incidents export"_s, u"i --output f.md"_s},
    };
    QSet<std::size_t> kinds;
    for (const CommandSpec& spec : commandSpecs()) {
        const QString name = QString::fromLatin1(spec.name);
        const QString words = QString(u"x "_s).repeated(spec.minArguments);
        const auto line =
            parseCommandLine((name + u' ' + rests.value(name, words)).split(u' ', Qt::SkipEmptyParts), now);
        QVERIFY2(line.ok(), qPrintable(name + (line ? QString() : u": "_s + line.error().text())));
        QVERIFY2(!kinds.contains(line->command.index()), spec.name);
        kinds.insert(line->command.index());
    }
    QCOMPARE(kinds.size(), qsizetype(commandSpecs().size()));
    QCOMPARE(kinds.size(), qsizetype(std::variant_size_v<CommandVariant>) - 2); // the window, and what is printed
}

void TestCommandLine::helpIsPrinted_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("said");
    QTest::newRow("general") << u"--help"_s << u"caches add NAME URL"_s;
    QTest::newRow("short") << u"-h"_s << u"--screenshot FILE"_s;
    QTest::newRow("of a command") << u"check --help"_s << u"--duration S"_s;
    QTest::newRow("of a command with other words") << u"export --cache x --help"_s << u"--resolution auto|raw|1m|1h"_s;
    QTest::newRow("of a group") << u"caches --help"_s << u"caches remove NAME"_s;
    QTest::newRow("of a group's command") << u"caches add --help"_s << u"--environment TEXT"_s;
    QTest::newRow("version") << u"--version"_s << u"CacheLedger "_s;
}

void TestCommandLine::helpIsPrinted()
{
    QFETCH(QString, words);
    QFETCH(QString, said);
    const auto printed = commandOf<PrintCommand>(words);
    QVERIFY2(printed.text.contains(said), qPrintable(printed.text));
}

void TestCommandLine::passwordsAreBlottedOutOfArgv_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<QByteArray>("left");
    QTest::newRow("user and password") << QByteArray("redis://u:secret@h:1") << QByteArray("redis://u:******@h:1");
    QTest::newRow("password alone") << QByteArray("redis://:pw@h") << QByteArray("redis://:**@h");
    QTest::newRow("password with an at sign") << QByteArray("redis://:p@w@h") << QByteArray("redis://:***@h");
    QTest::newRow("password with a slash") << QByteArray("redis://:p/w@h") << QByteArray("redis://:***@h");
    QTest::newRow("no password") << QByteArray("redis://u@h:1/0") << QByteArray("redis://u@h:1/0");
    QTest::newRow("no URL") << QByteArray("--json") << QByteArray("--json");
    QTest::newRow("inside an option") << QByteArray("--cache=redis://:pw@h") << QByteArray("--cache=redis://:**@h");
}

void TestCommandLine::passwordsAreBlottedOutOfArgv()
{
    QFETCH(QByteArray, word);
    QFETCH(QByteArray, left);
    QByteArray program("cacheledger");
    QByteArray copy = word;
    copy.detach();
    char* argv[] = {program.data(), copy.data(), nullptr};
    const QStringList arguments = takeArguments(2, argv);
    QCOMPARE(arguments, QStringList{QString::fromUtf8(word)});
    QCOMPARE(copy, left);
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
