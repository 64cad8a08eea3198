// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

namespace cacheledger
{

/// The answer of an HTTP/1 server to one GET, taken apart as it arrives on a connection that ends behind it.
/// Understands bodies with a length, in chunks, and up to the end; not packed ones, which nobody asked for. Only a 200
/// has a body here: of any other the head is all.
class HttpAnswer
{
public:
    enum class State {
        Reading,
        Whole,
        TooLarge, ///< the body is longer than `mostBytes`
        Broken,   ///< not HTTP, or it ended too early
    };

    explicit HttpAnswer(qint64 mostBytes) : m_mostBytes(mostBytes) {}

    /// What arrived next. Nothing changes any more once it is not Reading.
    State add(const QByteArray& bytes);
    /// The connection has ended.
    State end();

    State state() const { return m_state; }
    bool hasHead() const { return m_part != Part::Head; }
    int status() const { return m_status; }
    const QByteArray& location() const { return m_location; } ///< of a redirect
    const QByteArray& body() const { return m_body; }

private:
    enum class Part { Head, UntilLength, UntilEnd, ChunkSize, Chunk, ChunkEnd };

    void step();
    bool takeHead();
    bool takeHeader(const QByteArray& line);
    bool takeLine(QByteArray& line);
    bool takeChunkSize();
    bool takeChunkEnd();
    bool takeBody(qint64 most);

    qint64 m_mostBytes;
    State m_state = State::Reading;
    Part m_part = Part::Head;
    QByteArray m_waiting;   // arrived, not yet understood
    qsizetype m_looked = 0; // so far there is no end of the head in it
    QByteArray m_body;
    QByteArray m_location;
    int m_status = 0;
    qint64 m_length = -1; // of the body; of the chunk what is missing
    bool m_chunked = false;
};

} // namespace cacheledger
