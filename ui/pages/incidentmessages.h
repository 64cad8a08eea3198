// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/placeholder.h"
#include "ui/page.h"

#include <QtWidgets/QFrame>

#include <map>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace cacheledger
{

struct PlaybookContext;

/// The playbook's messages, filled with what is known: chosen by audience and kind, changed as one likes, copied or
/// sent through a channel. Where something could not be filled, both ask first.
class IncidentMessages : public QFrame
{
    Q_OBJECT

public:
    IncidentMessages(const PageContext& context, QWidget* parent);

    void setIncident(const IncidentPtr& incident);
    /// Fills the message anew, unless the user has begun to change it.
    void refresh(const PlaybookContext& filled);

Q_SIGNALS:
    void copied(const QString& audience, const QString& text);
    /// A channel (by its name) has the message and sends it until it arrives.
    void handedOver(const QString& incident, const QString& audience, const QString& channel, const QString& text);

private:
    struct Sent {
        QString incident;
        QString audience;
        QString channel; ///< name
        QString text;
    };
    QLayout* makeButtons();
    void fillChannels();
    bool mayLeave(QPushButton* button, const QString& question);
    void showButtons();
    void onCopy();
    void onSend();
    void onTaken(const QString& message, const QString& problem);
    void showMissing();
    void fill();
    const FilledText& chosen();

    PageContext m_context;
    IncidentPtr m_incident;
    std::map<std::pair<int, int>, FilledText> m_filled; // by audience and kind
    QComboBox* m_audience;
    QComboBox* m_kind;
    QPlainTextEdit* m_text;
    QLabel* m_missing;
    QPushButton* m_copy;
    QComboBox* m_channel;
    QPushButton* m_send;
    std::map<QString, Sent> m_sent; // that are not answered yet
    QString m_shown;                // as filled; another text is the user's
    QPushButton* m_asked = nullptr; // the one that waits for a yes
};

} // namespace cacheledger
