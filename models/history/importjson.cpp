// SPDX-License-Identifier: GPL-3.0-or-later
// Reads rows from JSON: one array of flat objects, as our exports are.
#include "history/importformat.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QIODevice>

#include <nlohmann/json.hpp>

#include <cmath>
#include <iterator>

namespace cacheledger
{

namespace
{

constexpr qint64 jsonChunkBytes = 65'536;
constexpr qint64 longestObject = 16 << 20;

QString jsonWords(const char* text)
{
    return QCoreApplication::translate("History", text);
}

/// The bytes of a device, a chunk at a time, with the line that is being read. Ends early where an object does not.
struct JsonBytes {
    explicit JsonBytes(QIODevice& device) : in(device) { fill(); }

    void fill()
    {
        chunk.resize(jsonChunkBytes);
        const qint64 got = in.read(chunk.data(), jsonChunkBytes);
        failed = failed || got < 0;
        chunk.resize(std::max<qint64>(got, 0));
        at = 0;
        sinceRow += chunk.size();
        tooLong = tooLong || sinceRow > longestObject + jsonChunkBytes;
    }
    bool atEnd() const { return chunk.isEmpty() || tooLong; }
    void advance()
    {
        line += chunk[at] == '\n';
        if (++at == chunk.size())
            fill();
    }

    QIODevice& in;
    QByteArray chunk;
    qsizetype at = 0;
    qint64 line = 1;
    qint64 sinceRow = 0;
    bool failed = false;
    bool tooLong = false;
};

/// An input iterator over JsonBytes, as nlohmann::json wants it; the default one is the end.
class JsonIterator
{
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    JsonIterator() = default;
    explicit JsonIterator(JsonBytes& bytes) : m_bytes(&bytes) {}
    reference operator*() const { return *(m_bytes->chunk.constData() + m_bytes->at); }
    JsonIterator& operator++()
    {
        m_bytes->advance();
        return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const JsonIterator& a, const JsonIterator& b) { return a.atEnd() == b.atEnd(); }
    friend bool operator!=(const JsonIterator& a, const JsonIterator& b) { return !(a == b); }

private:
    bool atEnd() const { return !m_bytes || m_bytes->atEnd(); }
    JsonBytes* m_bytes = nullptr;
};

/// Makes rows of what the parser meets; never holds more than one object.
class JsonRows : public nlohmann::json_sax<nlohmann::json>
{
public:
    JsonRows(JsonBytes& bytes, const ImportNames& names, ImportSink& sink)
        : m_bytes(bytes),
          m_names(names),
          m_sink(sink)
    {
    }

    const std::optional<Error>& error() const { return m_error; }

    bool null() override { return inObject(); }
    bool boolean(bool value) override { return number(value ? 1 : 0); }
    bool number_integer(number_integer_t value) override { return number(static_cast<double>(value)); }
    bool number_unsigned(number_unsigned_t value) override { return number(static_cast<double>(value)); }
    bool number_float(number_float_t value, const string_t&) override { return number(value); }
    bool string(string_t& value) override;
    bool binary(binary_t&) override { return refuse(jsonWords(QT_TRANSLATE_NOOP("History", "binary data."))); }
    bool start_object(std::size_t) override;
    bool key(string_t& name) override;
    bool end_object() override;
    bool start_array(std::size_t) override;
    bool end_array() override { return true; }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override
    {
        return refuse(jsonWords(QT_TRANSLATE_NOOP("History", "this is not JSON.")));
    }

private:
    bool refuse(const QString& why)
    {
        if (!m_error)
            m_error = importError(m_bytes.line, why);
        return false;
    }
    bool inObject()
    {
        return m_inObject || refuse(jsonWords(QT_TRANSLATE_NOOP("History", "an object is expected here.")));
    }
    bool number(double value);
    void take(double value);

    JsonBytes& m_bytes;
    const ImportNames& m_names;
    ImportSink& m_sink;
    std::optional<Error> m_error;
    bool m_inArray = false;
    bool m_inObject = false;
    ImportRow m_row;
    std::optional<TimeMs> m_time;
    std::string m_key;
    ImportColumn::Role m_role = ImportColumn::Role::Ignored;
    std::size_t m_index = 0;
    struct KnownKey {
        ImportColumn::Role role;
        std::size_t index;
    };
    std::map<std::string, KnownKey, std::less<>> m_known;
};

bool JsonRows::start_array(std::size_t)
{
    if (m_inArray || m_inObject)
        return refuse(jsonWords(QT_TRANSLATE_NOOP("History", "an array inside a row is not understood.")));
    m_inArray = true;
    return true;
}

bool JsonRows::start_object(std::size_t)
{
    if (!m_inArray || m_inObject)
        return refuse(jsonWords(QT_TRANSLATE_NOOP("History", "an array of flat objects is expected.")));
    m_inObject = true;
    m_bytes.sinceRow = 0;
    m_row = {m_bytes.line, 0, {}, {}};
    m_time.reset();
    return true;
}

bool JsonRows::key(string_t& name)
{
    m_key = name;
    auto known = m_known.find(name);
    if (known == m_known.end()) {
        constexpr std::size_t mostKeys = 20'000;
        if (m_known.size() >= mostKeys)
            return refuse(jsonWords(QT_TRANSLATE_NOOP("History", "there are too many different keys.")));
        const ImportColumn column = m_names.column(name);
        KnownKey made{column.role, 0};
        if (column.role == ImportColumn::Role::Metric) {
            const auto index = m_sink.column(column.metric);
            made = {index ? column.role : ImportColumn::Role::Ignored, index.value_or(0)};
        }
        known = m_known.emplace(name, made).first;
    }
    m_role = known->second.role;
    m_index = known->second.index;
    return true;
}

void JsonRows::take(double value)
{
    if (m_role == ImportColumn::Role::Metric && !std::isnan(value))
        m_row.fields.push_back({m_index, value});
}

bool JsonRows::number(double value)
{
    if (!inObject())
        return false;
    if (m_role == ImportColumn::Role::Time)
        m_time = importTime(QByteArray::number(value, 'f', 3).toStdString());
    else
        take(value);
    return true;
}

bool JsonRows::string(string_t& value)
{
    if (!inObject())
        return false;
    if (m_role == ImportColumn::Role::Time)
        m_time = importTime(value);
    else if (m_role == ImportColumn::Role::Node)
        m_row.node = value;
    else if (const auto read = importNumber(value); read)
        take(*read);
    else if (m_role == ImportColumn::Role::Metric)
        m_sink.badField(m_row.line, m_key, value);
    return true;
}

bool JsonRows::end_object()
{
    m_inObject = false;
    if (!m_time) {
        m_sink.skipped(m_row.line, jsonWords(QT_TRANSLATE_NOOP("History", "it has no time")));
        return true;
    }
    m_row.timeMs = *m_time;
    auto taken = m_sink.row(m_row);
    if (taken)
        return true;
    m_error = taken.error();
    return false;
}

} // namespace

Result<void> readJsonRows(QIODevice& in, const ImportNames& names, ImportSink& sink)
{
    JsonBytes bytes(in);
    JsonRows rows(bytes, names, sink);
    const bool read = nlohmann::json::sax_parse(JsonIterator(bytes), JsonIterator(), &rows);
    if (bytes.failed)
        return Error{
            ErrorCode::Io, jsonWords(QT_TRANSLATE_NOOP("History", "Reading failed: %1.")).arg(in.errorString()), {}};
    if (bytes.tooLong)
        return importError(bytes.line, jsonWords(QT_TRANSLATE_NOOP("History", "a row is too long.")));
    if (read && !rows.error())
        return {};
    return rows.error().value_or(importError(bytes.line, jsonWords(QT_TRANSLATE_NOOP("History", "this is not JSON."))));
}

} // namespace cacheledger
