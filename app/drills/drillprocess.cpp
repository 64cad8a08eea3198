// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/drills/drillprocess.h"

#include "app/drills/drill.h"
#include "app/exitcodes.h"

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int endWithinMs = 5000;

DrillProcess::DrillProcess(QString program, QObject* parent) : DrillLauncher(parent), m_program(std::move(program))
{
    connect(&m_process, &QProcess::finished, this, &DrillProcess::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            Q_EMIT failed(Error{ErrorCode::Io, tr("%1 cannot be started: %2.").arg(m_program, m_process.errorString()),
                                tr("Run “cacheledger drill NAME --window” in a terminal.")});
    });
}

DrillProcess::~DrillProcess()
{
    m_process.disconnect(this);
    m_process.terminate();
    if (!m_process.waitForFinished(endWithinMs))
        m_process.kill();
}

std::vector<DrillChoice> DrillProcess::choices() const
{
    std::vector<DrillChoice> made;
    for (const Drill& drill : drills())
        made.push_back({drill.id, drill.title, drill.story,
                        tr("Expected: the alert %1, and the playbook %2.").arg(drill.rule, drill.playbook)});
    return made;
}

void DrillProcess::start(const QString& drill, double factor)
{
    if (isRunning())
        return;
    m_process.start(m_program, {u"drill"_s, drill, u"--window"_s, u"--factor"_s, QString::number(factor, 'g', 10)});
}

void DrillProcess::stop()
{
    m_process.terminate();
}

void DrillProcess::onFinished(int exitCode, QProcess::ExitStatus status)
{
    const QString report = QString::fromUtf8(m_process.readAllStandardOutput()).trimmed();
    const QString said = QString::fromUtf8(m_process.readAllStandardError()).trimmed();
    const bool decided = status == QProcess::NormalExit && (exitCode == static_cast<int>(ExitCode::Ok) ||
                                                            exitCode == static_cast<int>(ExitCode::ThresholdBreached));
    if (decided && !report.isEmpty())
        Q_EMIT ended(exitCode == static_cast<int>(ExitCode::Ok), report);
    else
        Q_EMIT failed(Error{ErrorCode::Unsupported,
                            said.isEmpty() ? tr("The drill ended without a result.") : said.section(u'\n', -1),
                            {}});
}

} // namespace cacheledger
