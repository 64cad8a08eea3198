// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace.h"

#include "history/compression.h"
#include "metrics/catalogue.h"

#include <QtCore/QFile>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

namespace trace
{

using namespace cacheledger;

namespace
{

constexpr std::string_view magic = "cacheledger-trace 1";
constexpr int mostDecimals = 9;
constexpr std::array<double, mostDecimals + 1> powersOfTen = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
constexpr double absent = std::numeric_limits<double>::quiet_NaN();

/// Decimals with which every value is a whole number of 64 bits and comes back; nothing: write them as they are.
std::optional<int> decimalsOf(const std::vector<double>& values)
{
    const auto fits = [](double value, int decimals) {
        const double power = powersOfTen[static_cast<std::size_t>(decimals)];
        return std::isnan(value) || (std::fabs(value * power) < 0x1p53 && !(value == 0 && std::signbit(value)) &&
                                     std::round(value * power) / power == value);
    };
    for (int decimals = 0; decimals <= mostDecimals; ++decimals)
        if (std::ranges::all_of(values, [&](double value) { return fits(value, decimals); }))
            return decimals;
    return std::nullopt;
}

class TokenWriter
{
public:
    explicit TokenWriter(std::string& out) : m_out(out) {}
    void put(const std::string& token)
    {
        if (token == m_token) {
            ++m_repeats;
            return;
        }
        flush();
        m_token = token;
        m_out += ' ' + token;
    }
    void flush()
    {
        if (m_repeats > 0)
            m_out += " x" + std::to_string(m_repeats);
        m_repeats = 0;
    }

private:
    std::string& m_out;
    std::string m_token;
    qint64 m_repeats = 0;
};

void putColumn(std::string& out, const std::string& name, const std::vector<double>& values)
{
    const auto decimals = decimalsOf(values);
    out += "column " + name + ' ' + (decimals ? std::to_string(*decimals) : "r");
    TokenWriter tokens(out);
    qint64 before = 0;
    for (const double value : values) {
        if (std::isnan(value)) {
            tokens.put("-");
        } else if (!decimals) {
            std::array<char, 32> text{};
            tokens.put({text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr});
        } else {
            const qint64 scaled = std::llround(value * powersOfTen[static_cast<std::size_t>(*decimals)]);
            tokens.put(std::to_string(scaled - before));
            before = scaled;
        }
    }
    tokens.flush();
    out += '\n';
}

std::string_view takeWord(std::string_view& line)
{
    const std::size_t end = std::min(line.find(' '), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return word;
}

template <typename Number>
Number numberOf(std::string_view word)
{
    Number number{};
    std::from_chars(word.data(), word.data() + word.size(), number);
    return number;
}

/// The values of "DECIMALS TOKEN...".
std::vector<double> takeColumn(std::string_view line, std::size_t count)
{
    std::vector<double> values;
    values.reserve(count);
    const std::string_view kind = takeWord(line);
    const bool plain = kind == "r";
    const double power = plain ? 1 : powersOfTen[static_cast<std::size_t>(numberOf<int>(kind)) % powersOfTen.size()];
    qint64 step = 0;
    qint64 scaled = 0;
    double value = absent;
    const auto give = [&] {
        if (!plain && !std::isnan(value))
            value = static_cast<double>(scaled += step) / power;
        values.push_back(value);
    };
    while (!line.empty()) {
        const std::string_view word = takeWord(line);
        if (word.starts_with('x')) {
            for (auto more = numberOf<std::size_t>(word.substr(1)); more > 0 && values.size() < count; --more)
                give();
            continue;
        }
        value = word == "-" ? absent : plain ? numberOf<double>(word) : 0;
        step = numberOf<qint64>(word);
        give();
    }
    values.resize(count, absent);
    return values;
}

struct Columns {
    std::vector<std::string> names;
    std::vector<std::vector<double>> values;
};

/// A poll has the columns that its server sent then: what was absent is no column of it.
void fillValues(const Columns& columns, std::span<const std::shared_ptr<Snapshot>> snapshots)
{
    std::map<std::vector<bool>, LayoutPtr> layouts;
    std::vector<bool> present(columns.names.size());
    for (std::size_t s = 0; s < snapshots.size(); ++s) {
        for (std::size_t i = 0; i < present.size(); ++i) {
            present[i] = !std::isnan(columns.values[i][s]);
            if (present[i])
                snapshots[s]->values.push_back(columns.values[i][s]);
        }
        LayoutPtr& layout = layouts[present];
        if (!layout) {
            std::vector<std::string> names;
            for (std::size_t i = 0; i < present.size(); ++i)
                if (present[i])
                    names.push_back(columns.names[i]);
            layout = std::make_shared<const SeriesLayout>(std::move(names));
        }
        snapshots[s]->layout = layout;
    }
}

std::vector<std::string> namesOf(std::span<const SnapshotPtr> snapshots)
{
    std::vector<std::string> names;
    std::map<std::string, bool> known;
    const SeriesLayout* last = nullptr;
    for (const SnapshotPtr& snapshot : snapshots) {
        if (snapshot->layout.get() == last)
            continue;
        last = snapshot->layout.get();
        for (const std::string& name : last->names())
            if (known.emplace(name, true).second)
                names.push_back(name);
    }
    return names;
}

void putTexts(std::string& out, std::span<const SnapshotPtr> snapshots)
{
    std::shared_ptr<const TextFields> before;
    for (std::size_t s = 0; s < snapshots.size(); ++s) {
        const auto& texts = snapshots[s]->texts;
        if (!texts || texts == before)
            continue;
        for (const auto& [field, value] : *texts)
            if (const auto old = before ? before->find(field) : texts->end();
                !before || old == before->end() || old->second != value)
                out += "text " + std::to_string(s) + ' ' + field + ' ' + value + '\n';
        if (before)
            for (const auto& [field, value] : *before)
                if (!texts->contains(field))
                    out += "gone " + std::to_string(s) + ' ' + field + '\n';
        before = texts;
    }
}

} // namespace

std::string format(std::span<const SnapshotPtr> snapshots)
{
    std::string out = std::string(magic) + "\nsamples " + std::to_string(snapshots.size()) + ' ' +
                      std::to_string(snapshots.empty() ? 0 : snapshots.front()->intervalMs) + '\n';
    putTexts(out, snapshots);
    std::vector<double> values;
    for (const SnapshotPtr& snapshot : snapshots)
        values.push_back(static_cast<double>(snapshot->timeMs));
    putColumn(out, "time", values);
    for (const std::string& name : namesOf(snapshots)) {
        for (std::size_t s = 0; s < snapshots.size(); ++s)
            values[s] = snapshots[s]->value(name).value_or(absent);
        putColumn(out, name, values);
    }
    return out;
}

std::vector<SnapshotPtr> parse(std::string_view text)
{
    std::vector<std::shared_ptr<Snapshot>> snapshots;
    std::map<std::size_t, std::map<std::string, std::optional<std::string>>> changes;
    Columns columns;
    bool isTrace = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        isTrace |= line == magic;
        const std::string_view word = takeWord(line);
        if (!isTrace)
            return {};
        if (word == "samples") {
            snapshots.resize(numberOf<std::size_t>(takeWord(line)));
            for (auto& snapshot : snapshots) {
                snapshot = std::make_shared<Snapshot>();
                snapshot->node = {QStringLiteral("trace")};
                snapshot->intervalMs = numberOf<int>(line);
            }
        } else if (word == "text" || word == "gone") {
            auto& change = changes[numberOf<std::size_t>(takeWord(line))][std::string(takeWord(line))];
            if (word == "text")
                change = std::string(line);
        } else if (word == "column") {
            const std::string name(takeWord(line));
            std::vector<double> values = takeColumn(line, snapshots.size());
            if (name == "time") {
                for (std::size_t s = 0; s < snapshots.size(); ++s)
                    snapshots[s]->timeMs = static_cast<TimeMs>(values[s]);
                continue;
            }
            columns.names.push_back(name);
            columns.values.push_back(std::move(values));
        }
    }
    fillValues(columns, snapshots);
    auto texts = std::make_shared<const TextFields>();
    for (std::size_t s = 0; s < snapshots.size(); ++s) {
        if (const auto change = changes.find(s); change != changes.end()) {
            TextFields fields = *texts;
            for (const auto& [field, value] : change->second)
                if (value)
                    fields[field] = *value;
                else
                    fields.erase(field);
            texts = std::make_shared<const TextFields>(std::move(fields));
        }
        snapshots[s]->texts = texts;
    }
    return {snapshots.begin(), snapshots.end()};
}

std::vector<SnapshotPtr> load()
{
    QFile file(QStringLiteral(TRACE_FILE));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray bytes = file.readAll();
    Compression compression;
    const auto text = compression.unpack({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    return text ? parse(*text) : std::vector<SnapshotPtr>();
}

qint64 presentValues(std::span<const SnapshotPtr> snapshots)
{
    qint64 count = 0;
    for (const SnapshotPtr& snapshot : snapshots)
        count += std::ranges::count_if(snapshot->values, [](double value) { return !std::isnan(value); });
    return count;
}

} // namespace trace
