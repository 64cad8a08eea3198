// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/advisor/advicelist.h"

#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace cacheledger
{

AdviceList::AdviceList(const QString& name, Theme* theme, QWidget* parent)
    : QFrame(parent),
      m_theme(theme),
      m_column(new QVBoxLayout(this))
{
    widgets::makeCard(this);
    widgets::setMargins(m_column, metric::space3, metric::space2);
    m_column->addWidget(widgets::label(name, theme, FontRole::Body, true, this));
    hide();
}

void AdviceList::setRows(std::vector<Row> rows)
{
    const bool same =
        std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(), [](const Row& a, const Row& b) {
            return a.title == b.title && a.text == b.text && a.button == b.button;
        });
    m_rows = std::move(rows);
    setVisible(!m_rows.empty());
    if (same)
        return;
    delete m_body;
    m_body = new QWidget(this);
    auto* grid = new QGridLayout(m_body);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(metric::space3);
    grid->setVerticalSpacing(metric::space1);
    grid->setColumnStretch(1, 1);
    int line = 0;
    for (const Row& row : m_rows) {
        auto* text = widgets::dimLabel(row.text, m_theme, FontRole::Body, m_body);
        text->setWordWrap(true);
        grid->addWidget(widgets::label(row.title, m_theme, FontRole::Body, false, m_body), line, 0, Qt::AlignTop);
        grid->addWidget(text, line, 1, Qt::AlignTop);
        if (!row.button.isEmpty()) {
            auto* button = widgets::button(row.button, m_body);
            button->setAccessibleName(row.button + QLatin1String(": ") + row.title);
            connect(
                button, &QPushButton::clicked, m_body,
                [this, index = static_cast<std::size_t>(line)] {
                    const auto act = m_rows[index].act; // the rows change by it
                    act();
                },
                Qt::QueuedConnection);
            grid->addWidget(button, line, 2, Qt::AlignTop);
        }
        ++line;
    }
    m_column->addWidget(m_body);
}

} // namespace cacheledger
