// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/drillservices.h"

#include <QtCore/QProcess>

namespace cacheledger
{

/// Drills as processes of this program: `drill NAME --window`, which keeps a profile of its own. GUI thread.
class DrillProcess : public DrillLauncher
{
    Q_OBJECT

public:
    /// `program`: the file of this program.
    explicit DrillProcess(QString program, QObject* parent = nullptr);
    ~DrillProcess() override; ///< ends a drill that runs; seconds at most

    std::vector<DrillChoice> choices() const override;
    void start(const QString& drill, double factor) override;
    void stop() override;
    bool isRunning() const override { return m_process.state() != QProcess::NotRunning; }

private:
    void onFinished(int exitCode, QProcess::ExitStatus status);

    QString m_program;
    QProcess m_process;
};

} // namespace cacheledger
