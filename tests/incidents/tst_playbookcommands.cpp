// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that playbooks show for looking are understood by a real server.
#include "incidents/playbookcontext.h"
#include "incidents/playbookfile.h"
#include "redis/localredis.h"

#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace cacheledger;

namespace
{

/// Lines about the node itself; those with KEY and the like in them have to be completed first.
QStringList lookingLines(const Playbook& book)
{
    static const QRegularExpression incomplete(
        QStringLiteral("\\b(KEY|KEY1|SLOT|CLIENT_ID|IP|CLUSTER|SENTINEL)\\b|[A-Z]+_HOST|xargs"));
    QStringList lines;
    for (const auto* steps : {&book.actions, &book.diagnosis, &book.verification})
        for (const PlaybookStep& step : *steps)
            for (const QString& line : step.command.split(u'\n'))
                if (line.startsWith(QStringLiteral("{{cli}} ")) && !line.contains(incomplete))
                    lines << line;
    return lines;
}

QString outputOf(const QString& command)
{
    QProcess shell;
    shell.setProcessChannelMode(QProcess::MergedChannels);
    shell.start(QStringLiteral("bash"), {QStringLiteral("-c"), command});
    return shell.waitForFinished(60'000) ? QString::fromUtf8(shell.readAll()) : QStringLiteral("ERR did not end");
}

} // namespace

class TestPlaybookCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aServerUnderstandsThem()
    {
        LocalRedis redis;
        const auto started = redis.start();
        QVERIFY2(started, started ? "" : qPrintable(started.error().text()));
        PlaybookContext context;
        context.node = QStringLiteral("127.0.0.1:%1").arg(redis.port());
        QVERIFY(outputOf(context.fill(QStringLiteral("{{cli}} SET a:b c")).text).startsWith(QStringLiteral("OK")));
        QVERIFY(outputOf(context.fill(QStringLiteral("{{cli}} NONSENSE")).text).contains(QStringLiteral("ERR ")));
        QStringList tried;
        for (const Playbook& book : playbookfile::shipped())
            for (const QString& line : lookingLines(book)) {
                if (tried.contains(line))
                    continue;
                tried << line;
                const QString said = outputOf(context.fill(line).text);
                QVERIFY2(!said.contains(QRegularExpression(
                             QStringLiteral("^(\\(error\\) )?ERR |[Uu]nrecognized|[Uu]nknown|Could not connect|bash: "),
                             QRegularExpression::MultilineOption)),
                         qPrintable(line + u'\n' + said));
            }
        QVERIFY2(tried.size() > 30, qPrintable(tried.join(u'\n')));
    }
};

QTEST_GUILESS_MAIN(TestPlaybookCommands)
#include "tst_playbookcommands.moc"
