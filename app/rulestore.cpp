// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rulestore.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QSaveFile>

#include <algorithm>

namespace cacheledger
{

static constexpr int ruleFileSettleMs = 200;

RuleStore::RuleStore(QString file, QObject* parent) : QObject(parent), m_file(std::move(file))
{
    m_settled.setInterval(ruleFileSettleMs);
    m_settled.setSingleShot(true);
    connect(&m_settled, &QTimer::timeout, this, [this] {
        watchPaths();
        if (read())
            Q_EMIT changed();
    });
}

void RuleStore::load()
{
    m_watcher = std::make_unique<QFileSystemWatcher>();
    for (const auto signal : {&QFileSystemWatcher::fileChanged, &QFileSystemWatcher::directoryChanged})
        connect(m_watcher.get(), signal, &m_settled, qOverload<>(&QTimer::start));
    watchPaths();
    m_shipped = rulefile::shipped();
    m_rules = m_shipped;
    read();
    Q_EMIT changed();
}

/// The folder tells of a file that is replaced, the file of one that is written in place. A replaced file is another
/// one and must be watched anew.
void RuleStore::watchPaths()
{
    m_watcher->addPath(QFileInfo(m_file).absolutePath());
    if (QFileInfo::exists(m_file) && !m_watcher->files().contains(m_file))
        m_watcher->addPath(m_file);
}

void RuleStore::reload()
{
    m_content = "?"; // no rule file
    if (read())
        Q_EMIT changed();
}

/// True when something is different now.
bool RuleStore::read()
{
    QFile file(m_file);
    const bool there = QFileInfo::exists(m_file);
    QByteArray content;
    if (there) {
        if (QFileInfo(m_file).isDir() || !file.open(QIODevice::ReadOnly)) {
            m_problems = {tr("%1 cannot be read. The rules stay as they were.").arg(m_file)};
            return true;
        }
        content = file.read(rulefile::largestFile + 1);
    }
    if (content == m_content)
        return false;
    m_content = content;
    m_problems.clear();
    std::vector<Rule> own;
    if (there) {
        const auto parsed = rulefile::parse(content, m_file);
        if (!parsed) {
            m_problems << tr("%1 The rules stay as they were.").arg(parsed.error().message);
            return true;
        }
        for (const RuleProblem& problem : parsed->problems)
            m_problems << problem.text();
        own = parsed->rules;
    }
    m_own = std::move(own);
    m_rules = rulefile::merged(m_shipped, m_own);
    return true;
}

std::vector<ListedRule> RuleStore::listed() const
{
    std::vector<ListedRule> listed;
    for (const Rule& rule : m_rules) {
        const bool shipped = std::ranges::find(m_shipped, rule.id, &Rule::id) != m_shipped.end();
        const bool own = std::ranges::find(m_own, rule.id, &Rule::id) != m_own.end();
        listed.push_back({rule, shipped, shipped && own});
    }
    return listed;
}

Result<void> RuleStore::write(const std::vector<Rule>& own)
{
    if (!m_problems.isEmpty())
        return Error{ErrorCode::BadConfiguration, tr("%1 has faults and is not written over.").arg(m_file),
                     tr("Repair it or move it away first.")};
    const QByteArray text = rulefile::toText(own);
    // What cannot be read back is not written.
    const auto parsed = rulefile::parse(text, m_file);
    if (!parsed || !parsed->problems.empty())
        return Error{ErrorCode::BadConfiguration,
                     parsed ? tr("The rule cannot be kept: %1").arg(parsed->problems.front().reason)
                            : parsed.error().message,
                     {}};
    QSaveFile file(m_file);
    if (!QDir().mkpath(QFileInfo(m_file).absolutePath()) || !file.open(QIODevice::WriteOnly) ||
        file.write(text) != text.size() || !file.commit())
        return Error{file.error() == QFileDevice::ResourceError ? ErrorCode::DiskFull : ErrorCode::Io,
                     tr("%1 cannot be written: %2.").arg(m_file, file.errorString()),
                     tr("Check the disk and the permissions of the file and its folder.")};
    read();
    Q_EMIT changed();
    return {};
}

Result<void> RuleStore::save(const Rule& rule)
{
    std::vector<Rule> own = m_own;
    const auto known = std::ranges::find(own, rule.id, &Rule::id);
    if (known == own.end())
        own.push_back(rule);
    else
        *known = rule;
    return write(own);
}

Result<void> RuleStore::remove(const QString& id)
{
    std::vector<Rule> own = m_own;
    if (std::erase_if(own, [&](const Rule& rule) { return rule.id == id; }) == 0)
        return Error{ErrorCode::InvalidArgument, tr("The rule \"%1\" is none of your own.").arg(id),
                     tr("A shipped rule can be switched off, but not removed.")};
    return write(own);
}

} // namespace cacheledger
