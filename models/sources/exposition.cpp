// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/exposition.h"

#include "metrics/expositionline.h"

#include <QtCore/QCoreApplication>

#include <cmath>
#include <limits>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace cacheledger
{

namespace
{
constexpr std::size_t longestExpositionText = 64 * 1024;
constexpr std::size_t mostSamples = 200'000;
constexpr std::size_t mostShownSeries = 10'000;

QString expositionProblem(const char* text)
{
    return QCoreApplication::translate("Source", text);
}

using ExpositionLabels = std::map<std::string, std::string, std::less<>>;

/// What part of its family a sample is.
enum class SampleRole { Plain, Bucket, Sum, Count, Quantile };

struct FamilySample {
    std::string family;
    SampleRole role = SampleRole::Plain;
    std::string bound; ///< of a bucket or quantile
    ExpositionLabels labels;
};

/// What was found for one name.
struct FoundSeries {
    std::optional<double> number;
    HistogramCounts counts;
    std::map<double, double> quantiles;
    int quantileSeries = 0; // how many times the most frequent quantile came: summaries do not add up
    bool bad = false;
};

std::string seriesName(const std::string& family, const ExpositionLabels& labels)
{
    if (labels.empty())
        return family;
    std::string text = family + '{';
    for (const auto& [name, value] : labels) {
        text += text.back() == '{' ? "" : ",";
        text += name + "=\"";
        for (const char c : value)
            text += c == '"' || c == '\\' ? std::string{'\\', c} : c == '\n' ? std::string("\\n") : std::string(1, c);
        text += '"';
    }
    return text + '}';
}

std::optional<double> boundOf(const std::string& text)
{
    if (text == "+Inf" || text == "Inf")
        return std::numeric_limits<double>::infinity();
    return sourceNumber(QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())));
}

/// NaN and the infinities are values, only not of any use here.
bool isValue(std::string_view text)
{
    for (const std::string_view word : {"NaN", "+Inf", "-Inf", "Inf"})
        if (text == word)
            return true;
    return sourceNumber(QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()))).has_value();
}

/// One reading of one text.
class ExpositionScan
{
public:
    ExpositionScan(SourceReading& reading, std::span<const FieldMapping> wanted, bool everything)
        : m_reading(reading),
          m_everything(everything)
    {
        for (const FieldMapping& field : wanted) {
            const auto selector = readExpositionSelector(field.from.toStdString());
            if (selector)
                m_wanted.emplace(selector->name, std::pair(field.from.toStdString(), selector->labels));
        }
    }

    void line(std::string_view line, std::size_t number);
    std::map<std::string, FoundSeries>& found() { return m_found; }
    std::size_t samples() const { return m_samples; }
    std::size_t malformed() const { return m_malformed; }
    std::size_t firstMalformed() const { return m_firstMalformed; }

private:
    void comment(std::string_view line);
    FamilySample familyOf(ExpositionSample& sample) const;
    bool isDistribution(const std::string& family) const { return m_types.count(family) > 0; }
    void add(const std::string& name, const FamilySample& sample, std::string_view value);
    void addWanted(const std::string& name, const FamilySample& sample, std::string_view value);

    SourceReading& m_reading;
    bool m_everything;
    std::unordered_multimap<std::string, std::pair<std::string, ExpositionLabels>> m_wanted; // by family
    std::unordered_set<std::string> m_types; // families that are histograms or summaries
    std::map<std::string, FoundSeries> m_found;
    std::size_t m_samples = 0;
    std::size_t m_malformed = 0;
    std::size_t m_firstMalformed = 0;
};

void ExpositionScan::comment(std::string_view line)
{
    constexpr std::string_view type = "# TYPE ";
    if (!line.starts_with(type) || m_types.size() >= mostShownSeries)
        return;
    line.remove_prefix(type.size());
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos)
        return;
    const std::string_view kind = line.substr(space + 1);
    if (kind.starts_with("histogram") || kind.starts_with("summary"))
        m_types.emplace(line.substr(0, space));
}

FamilySample ExpositionScan::familyOf(ExpositionSample& sample) const
{
    FamilySample part{sample.name, SampleRole::Plain, {}, std::move(sample.labels)};
    constexpr std::pair<std::string_view, SampleRole> suffixes[] = {
        {"_bucket", SampleRole::Bucket}, {"_sum", SampleRole::Sum}, {"_count", SampleRole::Count}};
    for (const auto& [suffix, role] : suffixes) {
        if (!sample.name.ends_with(suffix))
            continue;
        const std::string family = sample.name.substr(0, sample.name.size() - suffix.size());
        const auto bound = part.labels.find("le");
        if (!isDistribution(family) && !(role == SampleRole::Bucket && bound != part.labels.end()))
            break;
        part.family = family;
        part.role = role;
        if (role == SampleRole::Bucket && bound != part.labels.end()) {
            part.bound = bound->second;
            part.labels.erase(bound);
        }
        return part;
    }
    if (const auto quantile = part.labels.find("quantile"); quantile != part.labels.end()) {
        part.role = SampleRole::Quantile;
        part.bound = quantile->second;
        part.labels.erase(quantile);
    }
    return part;
}

void ExpositionScan::add(const std::string& name, const FamilySample& sample, std::string_view value)
{
    FoundSeries& series = m_found[name];
    const auto number = sourceNumber(QByteArray::fromRawData(value.data(), static_cast<qsizetype>(value.size())));
    const auto bound = sample.bound.empty() ? std::nullopt : boundOf(sample.bound);
    if (!number) {
        if (sample.role == SampleRole::Quantile)
            return; // NaN: nothing was measured in its window
        series.bad = true;
        m_reading.addProblem(expositionProblem("%1 is %2, which is no number.")
                                 .arg(QString::fromStdString(name),
                                      QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size())).left(40)));
        return;
    }
    switch (sample.role) {
    case SampleRole::Plain:
        series.number = series.number.value_or(0) + *number;
        break;
    case SampleRole::Bucket:
        series.bad |= !bound;
        series.counts.buckets[bound.value_or(0)] += *number;
        break;
    case SampleRole::Sum:
        series.counts.sum = series.counts.sum.value_or(0) + *number;
        break;
    case SampleRole::Count:
        series.counts.count = series.counts.count.value_or(0) + *number;
        break;
    case SampleRole::Quantile:
        series.quantileSeries += bound && series.quantiles.count(*bound) ? 1 : 0;
        if (bound)
            series.quantiles[*bound] = *number;
        break;
    }
}

/// To every mapping of that name whose labels it has.
void ExpositionScan::addWanted(const std::string& name, const FamilySample& sample, std::string_view value)
{
    const auto range = m_wanted.equal_range(name);
    for (auto selector = range.first; selector != range.second; ++selector) {
        bool matches = true;
        for (const auto& [label, wanted] : selector->second.second) {
            const auto here = sample.labels.find(label);
            matches = matches && here != sample.labels.end() && here->second == wanted;
        }
        if (matches)
            add(selector->second.first, sample, value);
    }
}

void ExpositionScan::line(std::string_view line, std::size_t number)
{
    if (line.starts_with('#'))
        return comment(line);
    auto sample = line.size() <= longestExpositionText ? readExpositionLine(line) : std::nullopt;
    if (!sample || !isValue(sample->value)) {
        if (m_malformed++ == 0)
            m_firstMalformed = number;
        return;
    }
    if (++m_samples > mostSamples)
        return;
    const std::string_view value = sample->value;
    const std::string name = sample->name;
    if (name == "process_start_time_seconds")
        m_reading.processStarted = std::string(value);
    const FamilySample part = familyOf(*sample);
    addWanted(part.family, part, value);
    if (part.family != name) // h_count of a histogram h can be meant by itself, too
        addWanted(name, {name, SampleRole::Plain, {}, part.labels}, value);
    if (!m_everything || m_found.size() >= mostShownSeries)
        return;
    const std::string shown = seriesName(part.family, part.labels);
    bool isWanted = false; // then it has been added above
    const auto range = m_wanted.equal_range(part.family);
    for (auto selector = range.first; selector != range.second; ++selector)
        isWanted = isWanted || selector->second.first == shown;
    if (!isWanted)
        add(shown, part, value);
}

std::optional<double> quantileIn(const std::map<double, double>& quantiles, double quantile)
{
    const auto found = quantiles.find(quantile);
    return found == quantiles.end() ? std::nullopt : std::optional(found->second);
}

SourceDistribution summaryDistribution(const FoundSeries& series)
{
    SourceDistribution distribution;
    distribution.min = quantileIn(series.quantiles, 0);
    distribution.median = quantileIn(series.quantiles, 0.5);
    distribution.p95 = quantileIn(series.quantiles, 0.95);
    distribution.p99 = quantileIn(series.quantiles, 0.99);
    distribution.max = quantileIn(series.quantiles, 1);
    distribution.sumTotal = series.counts.sum;
    distribution.countTotal = series.counts.count;
    return distribution;
}
/// True for a histogram that can be believed.
bool takeSeries(SourceReading& reading, const QString& from, const FoundSeries& series, const HistogramCounts& since)
{
    if (!series.counts.buckets.empty()) {
        const QString fault = series.counts.fault();
        if (fault.isEmpty())
            reading.distributions[from] = histogramDistribution(since, series.counts);
        else
            reading.addProblem(expositionProblem("The histogram %1 is torn: %2.").arg(from, fault));
        return fault.isEmpty();
    }
    if (series.quantileSeries > 0)
        reading.addProblem(
            expositionProblem("Several summaries are named %1, and quantiles do not add up: name more labels.")
                .arg(from));
    else if (!series.quantiles.empty() || series.counts.sum || series.counts.count)
        reading.distributions[from] = summaryDistribution(series);
    else if (series.number)
        reading.numbers[from] = *series.number;
    return false;
}

void tellLimits(SourceReading& reading, const ExpositionScan& scan)
{
    if (scan.malformed() > 0)
        reading.addProblem(expositionProblem("Lines of the answer that are no samples: %1, the first is line %2.")
                               .arg(scan.malformed())
                               .arg(scan.firstMalformed()));
    if (scan.samples() > mostSamples)
        reading.addProblem(
            expositionProblem("The answer has more than %1 samples; the rest was not read.").arg(mostSamples));
}
} // namespace

Result<SourceReading> ExpositionReader::read(const QByteArray& text, std::span<const FieldMapping> wanted,
                                             bool everything)
{
    SourceReading reading;
    ExpositionScan scan(reading, wanted, everything);
    std::string_view rest(text.constData(), static_cast<std::size_t>(text.size()));
    for (std::size_t number = 1; !rest.empty(); ++number) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line == "# EOF")
            break;
        if (!line.empty())
            scan.line(line, number);
    }
    if (scan.samples() == 0)
        return Error{ErrorCode::ServerError, expositionProblem("The answer holds no OpenMetrics or Prometheus text."),
                     expositionProblem("Check that the address is the one of the metrics.")};
    tellLimits(reading, scan);
    for (auto& [name, series] : scan.found()) {
        const auto before = m_before.find(name);
        const bool known = before != m_before.end();
        // The first poll of a histogram gives its totals alone.
        const HistogramCounts since = known ? before->second : everything ? HistogramCounts() : series.counts;
        if (series.bad || !takeSeries(reading, QString::fromStdString(name), series, since))
            continue;
        m_before[name] = std::move(series.counts); // one that is torn this time is measured from its last good answer
    }
    return reading;
}

} // namespace cacheledger
