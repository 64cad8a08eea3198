// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/httpanswer.h"

#include <algorithm>

namespace cacheledger
{

static constexpr qsizetype mostHeadBytes = 64 * 1024;
static constexpr qsizetype mostSizeLine = 1024;

HttpAnswer::State HttpAnswer::add(const QByteArray& bytes)
{
    if (m_state == State::Reading) {
        m_waiting += bytes;
        step();
    }
    return m_state;
}

HttpAnswer::State HttpAnswer::end()
{
    if (m_state == State::Reading)
        m_state = m_part == Part::UntilEnd ? State::Whole : State::Broken;
    return m_state;
}

/// As far as what has arrived goes.
void HttpAnswer::step()
{
    bool goesOn = true;
    while (goesOn && m_state == State::Reading) {
        switch (m_part) {
        case Part::Head:
            goesOn = takeHead();
            break;
        case Part::UntilLength:
            goesOn = takeBody(m_length - m_body.size());
            if (m_state == State::Reading && m_body.size() == m_length)
                m_state = State::Whole;
            break;
        case Part::UntilEnd:
            goesOn = takeBody(m_waiting.size());
            break;
        case Part::ChunkSize:
            goesOn = takeChunkSize();
            break;
        case Part::Chunk: {
            const qsizetype before = m_body.size();
            goesOn = takeBody(m_length);
            m_length -= m_body.size() - before;
            if (m_length == 0)
                m_part = Part::ChunkEnd;
            break;
        }
        case Part::ChunkEnd:
            goesOn = takeChunkEnd();
            break;
        }
    }
}

/// True: something was taken, and there may be more.
bool HttpAnswer::takeBody(qint64 most)
{
    const auto taken = static_cast<qsizetype>(std::min<qint64>(most, m_waiting.size()));
    if (m_body.size() + taken > m_mostBytes) {
        m_state = State::TooLarge;
        return false;
    }
    m_body += m_waiting.left(taken);
    m_waiting.remove(0, taken);
    return taken > 0;
}

/// Without its end; false: it is not there yet, or too long.
bool HttpAnswer::takeLine(QByteArray& line)
{
    const qsizetype end = m_waiting.indexOf("\r\n");
    if (end > mostSizeLine || (end < 0 && m_waiting.size() > mostSizeLine + 1))
        m_state = State::Broken;
    if (end < 0 || m_state != State::Reading)
        return false;
    line = m_waiting.left(end);
    m_waiting.remove(0, end + 2);
    return true;
}

bool HttpAnswer::takeHead()
{
    const qsizetype end = m_waiting.indexOf("\r\n\r\n", m_looked);
    if (end < 0 || end > mostHeadBytes) {
        if (end > 0 || m_waiting.size() > mostHeadBytes)
            m_state = State::Broken;
        m_looked = std::max<qsizetype>(0, m_waiting.size() - 3);
        return false;
    }
    m_looked = 0;
    const QList<QByteArray> lines = m_waiting.left(end).split('\n');
    m_waiting.remove(0, end + 4);
    const QByteArray first = lines.first().trimmed();
    bool isNumber = false;
    m_status = first.mid(9, 3).toInt(&isNumber);
    bool good = first.startsWith("HTTP/1.") && first.mid(8, 1) == " " && isNumber && m_status >= 100;
    if (good && m_status < 200)
        return true; // on the way; the answer comes behind it
    for (qsizetype i = 1; good && i < lines.size(); ++i)
        good = takeHeader(lines[i].trimmed());
    if (!good) {
        m_state = State::Broken;
        return false;
    }
    m_part = m_chunked ? Part::ChunkSize : m_length >= 0 ? Part::UntilLength : Part::UntilEnd;
    if (m_status != 200)
        m_state = State::Whole;
    else if (!m_chunked && m_length > m_mostBytes)
        m_state = State::TooLarge;
    return true;
}

/// False: it makes the answer one that cannot be read.
bool HttpAnswer::takeHeader(const QByteArray& line)
{
    const qsizetype colon = line.indexOf(':');
    const QByteArray name = line.left(std::max<qsizetype>(colon, 0)).toLower();
    const QByteArray value = line.mid(colon + 1).trimmed();
    if (name == "location") {
        m_location = value;
    } else if (name == "content-length") {
        bool isNumber = false;
        const qint64 length = value.toLongLong(&isNumber);
        const bool contradicts = m_length >= 0 && m_length != length;
        m_length = length;
        return isNumber && length >= 0 && !contradicts;
    } else if (name == "transfer-encoding") {
        m_chunked = value.toLower() == "chunked";
        return m_chunked || value.toLower() == "identity";
    } else if (name == "content-encoding") {
        return value.isEmpty() || value.toLower() == "identity";
    }
    return true;
}

/// After the last chunk nothing matters.
bool HttpAnswer::takeChunkSize()
{
    QByteArray line;
    if (!takeLine(line))
        return false;
    bool isNumber = false;
    m_length = line.split(';').first().trimmed().toLongLong(&isNumber, 16);
    m_part = Part::Chunk;
    if (!isNumber || m_length < 0)
        m_state = State::Broken;
    else if (m_length == 0)
        m_state = State::Whole;
    return true;
}

bool HttpAnswer::takeChunkEnd()
{
    QByteArray line;
    if (!takeLine(line))
        return false;
    m_part = Part::ChunkSize;
    if (!line.isEmpty())
        m_state = State::Broken;
    return true;
}

} // namespace cacheledger
