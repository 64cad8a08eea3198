// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/rule.h"
#include "metrics/snapshot.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cacheledger
{

/// A number, or why there is none: a part of a sentence ("the node does not answer"), translated.
struct LiveNumber {
    std::optional<double> value;
    QString reason;
};

struct LiveText {
    std::optional<QString> text;
    QString reason;
};

/// Where checks and placeholders take the values of one node from: values at hand, never a question to a server.
class LiveValues
{
public:
    virtual ~LiveValues() = default;
    /// A raw or derived metric, or "up", with a rule's function over a window that ends now; in the metric's unit.
    virtual LiveNumber number(const std::string& metric, RuleFunction function, qint64 windowMs) const = 0;
    /// A text field of INFO.
    virtual LiveText text(const std::string& field) const = 0;
};

/// From samples in memory. Values are judged as the alert engine judges them, so that a check and a rule agree.
class SampleValues : public LiveValues
{
public:
    /// `samples` in order of time, of one node. `answers`: whether it does; nothing: not known. Without an answer only
    /// "up" has a value, since an old one would pass for a present one.
    SampleValues(std::vector<SnapshotPtr> samples, std::optional<bool> answers, TimeMs atMs);

    LiveNumber number(const std::string& metric, RuleFunction function, qint64 windowMs) const override;
    LiveText text(const std::string& field) const override;

private:
    /// Why nothing can be said at all; empty: something can.
    QString silence() const;

    std::vector<SnapshotPtr> m_samples;
    std::optional<bool> m_answers;
    TimeMs m_atMs;
};

/// Of one cache: what applications tell comes from its sources, the first that knows it, all else from its server.
class CacheValues : public LiveValues
{
public:
    explicit CacheValues(std::unique_ptr<LiveValues> server) : m_server(std::move(server)) {}
    void addSource(std::unique_ptr<LiveValues> source) { m_sources.push_back(std::move(source)); }

    LiveNumber number(const std::string& metric, RuleFunction function, qint64 windowMs) const override;
    LiveText text(const std::string& field) const override { return m_server->text(field); }

private:
    std::unique_ptr<LiveValues> m_server;
    std::vector<std::unique_ptr<LiveValues>> m_sources;
};

} // namespace cacheledger
