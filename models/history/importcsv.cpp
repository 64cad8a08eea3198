// SPDX-License-Identifier: GPL-3.0-or-later
// Reads rows from CSV (RFC 4180), our own or foreign.
#include "history/importformat.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QIODevice>

#include <cmath>

namespace cacheledger
{

namespace
{

constexpr qint64 csvChunkBytes = 65'536;
constexpr std::size_t longestRecord = 4u << 20;
constexpr std::size_t mostColumns = 20'000;

QString csvText(const char* text)
{
    return QCoreApplication::translate("History", text);
}

/// Takes a device apart into records of fields; a quoted field may hold separators, quotes (doubled) and line breaks.
class CsvRecords
{
public:
    explicit CsvRecords(QIODevice& in) : m_in(in) {}

    void setSeparator(char separator) { m_separator = separator; }
    /// The separator of the header line, which stays unread.
    void guessSeparator()
    {
        const QByteArray start = m_in.peek(csvChunkBytes);
        const QByteArray header = start.left(start.indexOf('\n'));
        if (!header.contains(','))
            m_separator = header.contains(';') ? ';' : header.contains('\t') ? '\t' : ',';
        if (start.startsWith("\xef\xbb\xbf"))
            m_in.skip(3);
    }
    /// False at the end. Lines without a character are passed over.
    Result<bool> next(std::vector<std::string>& fields);
    qint64 line() const { return m_recordLine; }

private:
    int get();
    bool endRecord(std::vector<std::string>& fields);

    QIODevice& m_in;
    char m_separator = ',';
    QByteArray m_chunk;
    qsizetype m_at = 0;
    qint64 m_line = 1;
    qint64 m_recordLine = 1;
    bool m_failed = false;
};

int CsvRecords::get()
{
    if (m_at == m_chunk.size()) {
        m_chunk.resize(csvChunkBytes);
        const qint64 got = m_in.read(m_chunk.data(), csvChunkBytes);
        m_failed = got < 0;
        m_chunk.resize(std::max<qint64>(got, 0));
        m_at = 0;
        if (m_chunk.isEmpty())
            return -1;
    }
    const char c = m_chunk[m_at++];
    m_line += c == '\n';
    return static_cast<unsigned char>(c);
}

Result<bool> CsvRecords::next(std::vector<std::string>& fields)
{
    enum class State { Start, Plain, Quoted, QuoteSeen };
    fields.clear();
    std::string field;
    std::size_t bytes = 0;
    State state = State::Start;
    m_recordLine = m_line;
    while (true) {
        const int c = get();
        if (c < 0 && m_failed)
            return Error{ErrorCode::Io,
                         csvText(QT_TRANSLATE_NOOP("History", "Reading failed: %1.")).arg(m_in.errorString()),
                         {}};
        if (++bytes > longestRecord || fields.size() > mostColumns)
            return importError(m_recordLine, csvText(QT_TRANSLATE_NOOP("History", "the row is too long for CSV.")));
        if (state == State::Quoted) {
            if (c < 0)
                return importError(m_recordLine, csvText(QT_TRANSLATE_NOOP("History", "a quote is never closed.")));
            if (c == '"')
                state = State::QuoteSeen;
            else
                field += static_cast<char>(c);
            continue;
        }
        if (state == State::QuoteSeen && c == '"') {
            field += '"';
            state = State::Quoted;
        } else if (c == m_separator) {
            fields.push_back(std::move(field));
            field.clear();
            state = State::Start;
        } else if (c == '\n' || c < 0) {
            if (state != State::QuoteSeen && field.ends_with('\r'))
                field.pop_back();
            const bool blank = fields.empty() && field.empty() && state != State::QuoteSeen;
            if (blank && c < 0)
                return false;
            m_recordLine = blank ? m_line : m_recordLine;
            if (blank) {
                state = State::Start;
                continue;
            }
            fields.push_back(std::move(field));
            return true;
        } else if (c == '"' && state == State::Start) {
            state = State::Quoted;
        } else if (!(state == State::QuoteSeen && c == '\r')) {
            field += static_cast<char>(c);
            state = state == State::QuoteSeen ? state : State::Plain;
        }
    }
}

/// What the header says of each field.
struct CsvHeader {
    struct Column {
        std::string name;
        ImportColumn::Role role = ImportColumn::Role::Ignored;
        std::size_t index = 0; // for metrics
    };
    std::vector<Column> columns;
    std::size_t time = 0;
    std::optional<std::size_t> node;
};

Result<CsvHeader> readHeader(const std::vector<std::string>& fields, const ImportNames& names, ImportSink& sink)
{
    CsvHeader header;
    std::optional<std::size_t> time;
    for (const std::string& field : fields) {
        const ImportColumn column = names.column(field);
        CsvHeader::Column known{field, column.role, 0};
        if (column.role == ImportColumn::Role::Time && !time)
            time = header.columns.size();
        else if (column.role == ImportColumn::Role::Node && !header.node)
            header.node = header.columns.size();
        else if (column.role == ImportColumn::Role::Metric) {
            const auto index = sink.column(column.metric);
            known.role = index ? ImportColumn::Role::Metric : ImportColumn::Role::Ignored;
            known.index = index.value_or(0);
        }
        header.columns.push_back(std::move(known));
    }
    if (!time)
        return importError(1, csvText(QT_TRANSLATE_NOOP("History", "the header has no column for the time.")));
    header.time = *time;
    return header;
}

} // namespace

Result<void> readCsvRows(QIODevice& in, const ImportNames& names, ImportSink& sink)
{
    CsvRecords records(in);
    records.guessSeparator();
    std::vector<std::string> fields;
    const auto first = records.next(fields);
    if (!first || !*first)
        return first ? importError(1, csvText(QT_TRANSLATE_NOOP("History", "there is no header."))) : first.error();
    const auto header = readHeader(fields, names, sink);
    if (!header)
        return header.error();
    ImportRow row;
    while (true) {
        const auto more = records.next(fields);
        if (!more || !*more)
            return more ? Result<void>() : more.error();
        if (fields.size() != header->columns.size()) {
            sink.skipped(records.line(), csvText(QT_TRANSLATE_NOOP("History", "fields: %1 instead of %2"))
                                             .arg(fields.size())
                                             .arg(header->columns.size()));
            continue;
        }
        const auto time = importTime(fields[header->time]);
        if (!time) {
            sink.skipped(records.line(), csvText(QT_TRANSLATE_NOOP("History", "“%1” is no time"))
                                             .arg(QString::fromStdString(fields[header->time].substr(0, 60))));
            continue;
        }
        row.line = records.line();
        row.timeMs = *time;
        row.node = header->node ? fields[*header->node] : std::string();
        row.fields.clear();
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (header->columns[i].role != ImportColumn::Role::Metric || fields[i].empty())
                continue;
            if (const auto value = importNumber(fields[i]); !value)
                sink.badField(row.line, header->columns[i].name, fields[i]);
            else if (!std::isnan(*value))
                row.fields.push_back({header->columns[i].index, *value});
        }
        if (auto taken = sink.row(row); !taken)
            return taken;
    }
}

} // namespace cacheledger
