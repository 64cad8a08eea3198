// SPDX-License-Identifier: GPL-3.0-or-later
#include "cachelists/listbuilder.h"

#include <algorithm>
#include <array>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{

enum class CsvColumn { Unknown, Name, Address, Port, User, Password, Database, Environment, Tags, Tls, Cluster };

struct CsvWord {
    const char* word;
    CsvColumn column;
};

constexpr std::array<CsvWord, 28> csvWords{
    {{"name", CsvColumn::Name},       {"alias", CsvColumn::Name},        {"cache", CsvColumn::Name},
     {"url", CsvColumn::Address},     {"uri", CsvColumn::Address},       {"address", CsvColumn::Address},
     {"host", CsvColumn::Address},    {"hostname", CsvColumn::Address},  {"server", CsvColumn::Address},
     {"target", CsvColumn::Address},  {"port", CsvColumn::Port},         {"user", CsvColumn::User},
     {"username", CsvColumn::User},   {"password", CsvColumn::Password}, {"auth", CsvColumn::Password},
     {"db", CsvColumn::Database},     {"database", CsvColumn::Database}, {"environment", CsvColumn::Environment},
     {"env", CsvColumn::Environment}, {"stage", CsvColumn::Environment}, {"tags", CsvColumn::Tags},
     {"tag", CsvColumn::Tags},        {"team", CsvColumn::Tags},         {"tls", CsvColumn::Tls},
     {"ssl", CsvColumn::Tls},         {"cluster", CsvColumn::Cluster},   {"labels", CsvColumn::Tags},
     {"group", CsvColumn::Tags}}};

/// Records of RFC 4180: fields may be quoted, and quoted ones hold separators, line breaks and doubled quotes.
class CsvRecords
{
public:
    CsvRecords(const QString& text, QChar separator) : m_text(text), m_separator(separator) {}

    bool atEnd() const { return m_at >= m_text.size(); }
    int line() const { return m_line; } ///< of the record that next() reads now, from 1
    QStringList next();

private:
    QString quoted();

    const QString& m_text;
    QChar m_separator;
    qsizetype m_at = 0;
    int m_line = 1;
};

QString CsvRecords::quoted()
{
    QString field;
    for (++m_at; m_at < m_text.size(); ++m_at) {
        const QChar c = m_text[m_at];
        if (c == u'"' && m_at + 1 < m_text.size() && m_text[m_at + 1] == u'"')
            ++m_at;
        else if (c == u'"')
            break;
        m_line += c == u'\n';
        field += c;
    }
    ++m_at;
    return field;
}

QStringList CsvRecords::next()
{
    QStringList fields{QString()};
    for (; m_at < m_text.size(); ++m_at) {
        const QChar c = m_text[m_at];
        if (c == u'"' && fields.back().trimmed().isEmpty()) {
            fields.back() = quoted();
            --m_at; // on to the character behind the quote
        } else if (c == m_separator) {
            fields << QString();
        } else if (c == u'\n') {
            ++m_at;
            ++m_line;
            break;
        } else if (c != u'\r') {
            fields.back() += c;
        }
    }
    return fields;
}

QChar separatorOf(const QString& text)
{
    const QString first = text.left(text.indexOf(u'\n') < 0 ? text.size() : text.indexOf(u'\n'));
    QChar best = u',';
    for (const QChar each : {u';', u'\t'}) {
        if (first.count(each) > first.count(best))
            best = each;
    }
    return best;
}

CsvColumn columnOf(const QString& heading)
{
    const QString word = heading.trimmed().toLower();
    const auto known = std::find_if(csvWords.begin(), csvWords.end(),
                                    [&word](const CsvWord& each) { return word == QLatin1String(each.word); });
    return known == csvWords.end() ? CsvColumn::Unknown : known->column;
}

bool isYes(const QString& text)
{
    static const QStringList words{u"1"_s, u"true"_s, u"yes"_s, u"on"_s, u"y"_s};
    return words.contains(text.trimmed(), Qt::CaseInsensitive);
}

void take(CsvColumn column, const QString& text, ListEntry& entry)
{
    switch (column) {
    case CsvColumn::Name:
        entry.name = text;
        break;
    case CsvColumn::Address:
        entry.address = text;
        break;
    case CsvColumn::Port:
        entry.port = text;
        break;
    case CsvColumn::User:
        entry.user = text;
        break;
    case CsvColumn::Password:
        entry.password = text;
        break;
    case CsvColumn::Database:
        entry.database = text;
        break;
    case CsvColumn::Environment:
        entry.environment = text;
        break;
    case CsvColumn::Tags:
        entry.tags << QString(text).replace(u';', u',').replace(u'|', u',').split(u',', Qt::SkipEmptyParts);
        break;
    case CsvColumn::Tls:
        entry.tls = isYes(text);
        break;
    case CsvColumn::Cluster:
        entry.cluster = isYes(text);
        break;
    case CsvColumn::Unknown:
        break;
    }
}

} // namespace

Result<void> readCsvList(const QString& text, ListBuilder& builder)
{
    CsvRecords records(text, separatorOf(text));
    std::vector<CsvColumn> columns;
    QStringList unknown;
    while (columns.empty() && !records.atEnd()) {
        const QStringList heading = records.next();
        if (heading == QStringList{QString()})
            continue;
        for (const QString& each : heading) {
            columns.push_back(columnOf(each));
            if (columns.back() == CsvColumn::Unknown)
                unknown << each;
        }
    }
    if (std::find(columns.begin(), columns.end(), CsvColumn::Address) == columns.end())
        return badList(
            listText("The first line names no column \"url\" or \"host\"."),
            listText("A CSV begins with a line of headings: name, url (or host and port), user, environment, "
                     "tags, tls."));
    for (const QString& each : unknown)
        builder.noteUnknown(each);
    while (!records.atEnd()) {
        ListEntry entry;
        entry.where = listText("line %1").arg(records.line());
        const QStringList fields = records.next();
        if (std::all_of(fields.begin(), fields.end(), [](const QString& each) { return each.trimmed().isEmpty(); }))
            continue;
        if (builder.isFull())
            return badList(listText("The list has more than %1 entries.").arg(ListBuilder::mostEntries));
        for (qsizetype i = 0; i < fields.size() && i < static_cast<qsizetype>(columns.size()); ++i) {
            const QString field = fields[i].trimmed();
            if (!field.isEmpty())
                take(columns[static_cast<std::size_t>(i)], field, entry);
        }
        if (fields.size() > static_cast<qsizetype>(columns.size()))
            entry.refused = listText("it has more fields than there are headings.");
        builder.add(std::move(entry));
    }
    return {};
}

} // namespace cacheledger
