// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/jsondocument.h"

#include <QtCore/QCoreApplication>

#include <cstdint>
#include <vector>

namespace cacheledger
{

namespace
{

using Json = nlohmann::ordered_json;

QString documentText(const char* text)
{
    return QCoreApplication::translate("JsonDocument", text);
}

/// Walks through a document that is valid JSON and notes where values begin.
class LineScanner
{
public:
    LineScanner(const QByteArray& document, int depth, std::unordered_map<std::string, int>& lines)
        : m_document(document),
          m_depth(static_cast<std::size_t>(depth)),
          m_lines(lines)
    {
    }

    void run()
    {
        for (; m_at < m_document.size(); ++m_at) {
            const char c = m_document[m_at];
            if (c == '\n')
                ++m_line;
            else if (c == '{' || c == '[')
                open(c == '[');
            else if (c == '}' || c == ']')
                close();
            else if (c == ',')
                next();
            else if (c == '"')
                text();
            else if (c != ':' && c != ' ' && c != '\t' && c != '\r')
                value();
        }
    }

private:
    struct Level {
        bool isList = false;
        bool awaitsKey = false;
        std::size_t number = 0;      // of the list's present value
        std::size_t pointerSize = 0; // of the container's own pointer
    };

    void value() // a scalar's later bytes find it known
    {
        if (m_levels.size() <= m_depth && !m_known) {
            m_lines[m_pointer] = m_line;
            m_known = true;
        }
    }
    void step(const std::string& name)
    {
        if (m_levels.size() <= m_depth) {
            m_pointer.resize(m_levels.back().pointerSize);
            m_pointer += '/' + name;
        }
        m_known = false;
    }
    void open(bool isList)
    {
        value();
        m_levels.push_back({isList, !isList, 0, m_pointer.size()});
        if (isList)
            step("0");
    }
    void close()
    {
        if (m_levels.size() <= m_depth + 1)
            m_pointer.resize(m_levels.back().pointerSize);
        m_levels.pop_back();
        m_known = true;
    }
    void next()
    {
        Level& level = m_levels.back();
        if (level.isList)
            step(std::to_string(++level.number));
        else
            level.awaitsKey = true;
    }
    void text()
    {
        const qsizetype begin = m_at;
        for (++m_at; m_document[m_at] != '"'; ++m_at)
            m_at += m_document[m_at] == '\\' ? 1 : 0;
        if (m_levels.empty() || !m_levels.back().awaitsKey) {
            value();
            return;
        }
        m_levels.back().awaitsKey = false;
        const auto key = Json::parse(m_document.cbegin() + begin, m_document.cbegin() + m_at + 1);
        step(pointerStep(key.get_ref<const std::string&>()).toStdString());
    }

    const QByteArray& m_document;
    std::size_t m_depth;
    std::unordered_map<std::string, int>& m_lines;
    std::vector<Level> m_levels;
    std::string m_pointer;
    qsizetype m_at = 0;
    int m_line = 1;
    bool m_known = false;
};

} // namespace

Error badJsonFile(const QString& file, const QString& problem, const JsonKind& kind)
{
    return {ErrorCode::BadConfiguration, documentText("%1 cannot be used: %2").arg(file, problem),
            documentText("Repair the file; %1 describes it.").arg(kind.document)};
}

Result<nlohmann::ordered_json> jsonObjectOf(const QByteArray& document)
{
    const auto noJsonAt = [&document](qsizetype byte) {
        const auto line = 1 + document.left(byte).count('\n');
        return Error{ErrorCode::BadConfiguration, documentText("line %1 is not valid JSON.").arg(line), {}};
    };
    if (const qsizetype nul = document.indexOf('\0'); nul >= 0) // the parser would take it for the end
        return noJsonAt(nul);
    Json json;
    try {
        json = Json::parse(document.cbegin(), document.cend());
    } catch (const Json::parse_error& error) {
        return noJsonAt(qsizetype(error.byte));
    } catch (const Json::exception&) { // a number that no double holds
        return Error{ErrorCode::BadConfiguration, documentText("it has a number that is too large."), {}};
    }
    if (!json.is_object())
        return Error{ErrorCode::BadConfiguration, documentText("it does not hold a JSON object."), {}};
    return json;
}

Result<nlohmann::ordered_json> parseJsonFile(const QByteArray& document, const QString& file, const JsonKind& kind)
{
    const auto bad = [&](const QString& problem) { return badJsonFile(file, problem, kind); };
    if (document.size() > kind.largest)
        return bad(documentText("it is larger than %1 MiB.").arg(kind.largest / 1024 / 1024));
    const auto read = jsonObjectOf(document);
    if (!read)
        return bad(read.error().message);
    const Json& json = *read;
    const auto version = json.find("version");
    if (version == json.end() || !version->is_number_integer() || version->get<std::int64_t>() < 1)
        return bad(documentText("\"version\" must be a whole number from 1."));
    if (version->get<std::int64_t>() > kind.newestVersion)
        return Error{ErrorCode::BadConfiguration,
                     documentText("%1 was written by a newer CacheLedger (format %2, this one knows %3).")
                         .arg(file)
                         .arg(version->get<std::int64_t>())
                         .arg(kind.newestVersion),
                     documentText("Update CacheLedger.")};
    return json;
}

JsonLines::JsonLines(const QByteArray& document, int depth)
{
    LineScanner(document, depth, m_lines).run();
}

int JsonLines::of(const QString& pointer) const
{
    for (std::string around = pointer.toStdString();; around.resize(around.rfind('/'))) {
        if (const auto found = m_lines.find(around); found != m_lines.end())
            return found->second;
        if (around.rfind('/') == std::string::npos)
            return 1;
    }
}

QString pointerStep(const std::string& key)
{
    return QString::fromStdString(key).replace(u'~', QLatin1String("~0")).replace(u'/', QLatin1String("~1"));
}

} // namespace cacheledger
