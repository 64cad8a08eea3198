// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"

class QComboBox;
class QLabel;

namespace cacheledger
{

class AskBar;
class FigureTable;
class PageScroll;
class ServerAsker;

/// What one server's memory is used for, part by part in plain words, and what its own doctors say of memory and
/// latency: their text as it is, and what it comes to. Asked only when the view is opened and when the user says so.
class DiagnosisPane : public QWidget
{
    Q_OBJECT

public:
    explicit DiagnosisPane(const PageContext& context, QWidget* parent = nullptr);

    void refresh();

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct DoctorCard {
        QWidget* card;
        QLabel* meaning;
        QLabel* text;
    };
    DoctorCard makeDoctor(const QString& title, const QString& name);
    void showAnswers();
    void showServer();

    PageContext m_context;
    ServerAsker* m_asker;
    AskBar* m_bar;
    QComboBox* m_server;
    PageScroll* m_scroll;
    FigureTable* m_parts;
    QWidget* m_partsCard;
    DoctorCard m_memory;
    DoctorCard m_latency;
};

} // namespace cacheledger
