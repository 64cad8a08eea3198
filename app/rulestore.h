// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertclient.h"
#include "alerts/rulefile.h"

#include <QtCore/QFileSystemWatcher>
#include <QtCore/QTimer>

namespace cacheledger
{

/// The alert rules: those that the product brings along, and the user's file (`rules.json`), which is followed from
/// load() on, whoever writes it. A file that cannot be understood is told, and the last good rules stay. Main thread.
class RuleStore : public QObject
{
    Q_OBJECT

public:
    explicit RuleStore(QString file, QObject* parent = nullptr);

    /// There are no rules before.
    void load();
    /// Reads the file again, whether it changed or not.
    void reload();
    const std::vector<Rule>& rules() const { return m_rules; } ///< the shipped ones with the user's in their place
    std::vector<ListedRule> listed() const;
    QStringList problems() const { return m_problems; } ///< a sentence for each fault of the file

    /// Into the user's file, in place of one with the same id; on disk when it returns. BadConfiguration while the file
    /// has faults (they would be lost) or when the rule has; ReadOnly, DiskFull, Io.
    Result<void> save(const Rule& rule);
    Result<void> remove(const QString& id);

Q_SIGNALS:
    /// The rules or the problems are others now.
    void changed();

private:
    void watchPaths();
    bool read();
    Result<void> write(const std::vector<Rule>& own);

    QString m_file;
    QByteArray m_content; // as read last
    std::vector<Rule> m_shipped;
    std::vector<Rule> m_own;
    std::vector<Rule> m_rules;
    QStringList m_problems;
    std::unique_ptr<QFileSystemWatcher> m_watcher;
    QTimer m_settled; // a writer may need several steps
};

} // namespace cacheledger
