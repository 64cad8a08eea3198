// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/descriptorwatch.h"

#include <QtCore/QByteArray>
#include <QtCore/QObject>

#include <memory>

namespace cacheledger
{

/// The system's socket of a connection that stands, read and written without the layers of QAbstractSocket between: at
/// a poll a second nothing of them is in the processor's caches any more, and passing them costs more than the system
/// calls. Non-blocking; lives in one thread.
class PlainSocket : public QObject, private DescriptorWatch::Listener
{
    Q_OBJECT

public:
    /// Owns a duplicate of `descriptor` (which is non-blocking already), so that the caller closes his own. Null when
    /// the system has none left.
    static std::unique_ptr<PlainSocket> duplicate(qintptr descriptor);
    /// Owns `descriptor` itself, which is non-blocking. Null as above; it is closed then.
    static std::unique_ptr<PlainSocket> adopt(int descriptor);
    ~PlainSocket() override;

    /// Sends, or keeps what does not fit now until it does. False when the connection is broken (see systemError()).
    bool write(const QByteArray& bytes);
    /// What has arrived, at most `size` bytes; 0 when there is no more for now, -1 when the connection is broken.
    qint64 read(char* data, qint64 size);
    /// Whether readable() tells of what arrives. What was not told of is told when it is switched on.
    void setReading(bool reading) { want(reading, m_isWriting); }
    /// Why it is broken; 0: the other side closed it.
    int systemError() const { return m_systemError; }

Q_SIGNALS:
    void readable();
    /// Broken while what was kept was being sent.
    void broken();

private:
    PlainSocket(int descriptor, std::shared_ptr<DescriptorWatch> watch);
    void want(bool reading, bool writing);
    void onDescriptor(bool readable, bool writable) override;
    bool send();
    bool breakWith(int systemError);

    std::shared_ptr<DescriptorWatch> m_watch;
    int m_descriptor;
    int m_systemError = 0;
    bool m_isReading = false;
    bool m_isWriting = false; // what is unsent waits until there is room
    QByteArray m_unsent;
};

} // namespace cacheledger
