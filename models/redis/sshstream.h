// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"

#include <QtCore/QObject>

#include <memory>

namespace cacheledger
{

/// Owns a descriptor of the system.
class Descriptor
{
public:
    explicit Descriptor(int descriptor) : m_descriptor(descriptor) {}
    ~Descriptor();
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return m_descriptor; }
    int release();              ///< the caller owns it from now on
    void reset(int descriptor); ///< closes the one before

private:
    int m_descriptor;
};

/// One stream to a server through the SSH server that its endpoint's route names. All streams of one route share a
/// session, which lives in a thread of its own and ends when the last of them has ended.
class SshStream : public QObject
{
    Q_OBJECT

public:
    explicit SshStream(Endpoint endpoint, QObject* parent = nullptr);
    ~SshStream() override; ///< nothing is told any more; a stream that was opened goes on until its end is closed

    /// Nothing is emitted from inside. Logs in first where there is no session yet. No time limit of its own beyond ten
    /// seconds for the login.
    void open();

    /// What the stream and the session's thread share.
    class Request;

Q_SIGNALS:
    /// Our end, a non-blocking socket; the first who wants it releases it.
    void opened(const std::shared_ptr<cacheledger::Descriptor>& descriptor);
    void failed(const cacheledger::Error& error);

private:
    std::shared_ptr<Request> m_request;
};

} // namespace cacheledger
