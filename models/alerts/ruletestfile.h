// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/exportername.h"
#include "metrics/result.h"

#include <QtCore/QByteArray>

#include <vector>

namespace cacheledger
{

/// One input series of a test.
struct TestSeries {
    std::string metric;         ///< ours
    SeriesLabels node;          ///< its labels `job` and `instance`: series with the same ones are one node
    std::vector<double> values; ///< in our unit; NaN: no sample
};

/// At a moment exactly these alerts of a rule fire.
struct AlertExpectation {
    qint64 atMs = 0; ///< since the test's start
    QString rule;
    std::vector<SeriesLabels> alerts;
    int line = 0;
};

struct RuleTestGroup {
    QString name;
    qint64 intervalMs = 60'000; ///< between samples, and between evaluations
    std::vector<TestSeries> series;
    std::vector<AlertExpectation> expectations;
    int leftOut = 0; ///< tests of expressions, which are promtool's alone
};

/// A test file in promtool's notation (`promtool test rules`), as far as it is about alerts.
namespace ruletestfile
{
/// BadConfiguration with file and line: no YAML, not that form, a series that is no metric, values that cannot be read,
/// or an evaluation interval other than the samples': our engine judges every sample.
Result<std::vector<RuleTestGroup>> parse(const QByteArray& document, const QString& file);
} // namespace ruletestfile

} // namespace cacheledger
