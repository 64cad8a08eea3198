// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/jsonfields.h"

#include <QtCore/QCoreApplication>

#include <nlohmann/json.hpp>

#include <cmath>
#include <set>

namespace cacheledger
{

namespace
{
constexpr std::size_t deepestLevel = 64;
constexpr std::size_t mostJsonFields = 10'000;

QString jsonFieldText(const char* text)
{
    return QCoreApplication::translate("Source", text);
}

/// Takes the numbers as they come; nothing of the document is kept.
class JsonCollector : public nlohmann::json::json_sax_t
{
public:
    JsonCollector(SourceReading& reading, std::span<const FieldMapping> wanted) : m_reading(reading)
    {
        for (const FieldMapping& field : wanted)
            m_wanted.insert(field.from.toStdString());
    }

    std::size_t errorPosition() const { return m_errorPosition; }
    bool any() const { return m_any; }

    bool null() override { return value(); }
    bool boolean(bool) override { return value(); }
    bool number_integer(number_integer_t number) override { return take(static_cast<double>(number)); }
    bool number_unsigned(number_unsigned_t number) override { return take(static_cast<double>(number)); }
    bool number_float(number_float_t number, const string_t&) override { return take(number); }
    bool string(string_t&) override { return value(); }
    bool binary(binary_t&) override { return value(); }
    bool start_object(std::size_t) override { return open(false); }
    bool start_array(std::size_t) override { return open(true); }
    bool end_array() override { return close(); }
    bool end_object() override { return close(); }

    bool key(string_t& name) override
    {
        if (m_levels.size() > deepestLevel)
            return true;
        Level& level = m_levels.back();
        m_path.resize(level.pathLength);
        m_path += '/';
        for (const char c : name)
            if (c == '~')
                m_path += "~0";
            else if (c == '/')
                m_path += "~1";
            else
                m_path += c;
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override
    {
        m_errorPosition = position;
        return false;
    }

private:
    struct Level {
        bool isArray = false;
        std::size_t count = 0;
        std::size_t pathLength = 0;
    };

    /// The path of the value that comes now.
    void enter()
    {
        m_any = true;
        if (m_levels.empty() || m_levels.size() > deepestLevel)
            return;
        Level& level = m_levels.back();
        if (level.isArray) {
            m_path.resize(level.pathLength);
            m_path += '/' + std::to_string(level.count);
        }
        ++level.count;
    }

    bool value()
    {
        enter();
        return true;
    }

    bool take(double number)
    {
        enter();
        store(number);
        return true;
    }

    void store(double number)
    {
        if (m_levels.size() > deepestLevel || !std::isfinite(number))
            return;
        if (m_reading.numbers.size() < mostJsonFields || m_wanted.count(m_path))
            m_reading.numbers[QString::fromStdString(m_path)] = number;
    }

    bool open(bool isArray)
    {
        enter();
        m_levels.push_back({isArray, 0, m_path.size()});
        return true;
    }

    bool close()
    {
        const Level level = m_levels.back();
        m_levels.pop_back();
        if (m_levels.size() >= deepestLevel)
            return true;
        m_path.resize(level.pathLength);
        if (level.isArray)
            store(static_cast<double>(level.count));
        return true;
    }

    SourceReading& m_reading;
    std::set<std::string> m_wanted;
    std::vector<Level> m_levels;
    std::string m_path;
    std::size_t m_errorPosition = 0;
    bool m_any = false;
};

/// NaN, Infinity and -Infinity outside of strings as null; false when there is none.
bool replaceNonNumbers(QByteArray& document)
{
    bool found = false;
    bool inString = false;
    for (qsizetype i = 0; i < document.size(); ++i) {
        const char c = document.at(i);
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
            continue;
        }
        inString = c == '"';
        for (const char* word : {"NaN", "-Infinity", "Infinity"}) {
            const auto length = static_cast<qsizetype>(qstrlen(word));
            if (c != word[0] || document.size() - i < length ||
                qstrncmp(document.constData() + i, word, size_t(length)) != 0)
                continue;
            // "NaN" is too short for null; an empty text is no number either.
            document.replace(i, length, length == 3 ? QByteArray("\"\" ") : QByteArray("null").leftJustified(length));
            i += length - 1;
            found = true;
            break;
        }
    }
    return found;
}

Error notJson(std::size_t position)
{
    return {ErrorCode::ServerError,
            position == 0
                ? jsonFieldText("The answer is empty.")
                : jsonFieldText("The answer is not JSON: it cannot be understood from byte %1.").arg(position),
            jsonFieldText("Check that the address is the one of the statistics.")};
}

bool parseInto(SourceReading& reading, const QByteArray& document, std::span<const FieldMapping> wanted,
               std::size_t& errorPosition)
{
    JsonCollector collector(reading, wanted);
    const bool parsed = nlohmann::json::sax_parse(document.cbegin(), document.cend(), &collector);
    errorPosition = collector.any() || parsed ? collector.errorPosition() : document.isEmpty() ? 0 : 1;
    return parsed;
}
} // namespace

Result<SourceReading> readJsonFields(const QByteArray& document, std::span<const FieldMapping> wanted)
{
    SourceReading reading;
    std::size_t errorPosition = 0;
    if (parseInto(reading, document, wanted, errorPosition))
        return reading;
    QByteArray repaired = document;
    if (!replaceNonNumbers(repaired))
        return notJson(errorPosition);
    SourceReading again;
    again.addProblem(
        jsonFieldText("The answer holds NaN or Infinity, which are no numbers: those fields are left out."));
    if (parseInto(again, repaired, wanted, errorPosition))
        return again;
    return notJson(errorPosition);
}

} // namespace cacheledger
