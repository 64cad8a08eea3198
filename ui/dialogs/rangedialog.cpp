// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/rangedialog.h"

#include "metrics/format.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QDateTimeEdit>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QDateTimeEdit* momentEdit(TimeMs timeMs, const QString& name, QWidget* parent)
{
    auto* edit = new QDateTimeEdit(QDateTime::fromMSecsSinceEpoch(timeMs), parent);
    edit->setDisplayFormat(u"yyyy-MM-dd HH:mm:ss"_s);
    edit->setCalendarPopup(true);
    edit->setAccessibleName(name);
    edit->setMinimumWidth(200);
    return edit;
}

RangeDialog::RangeDialog(TimeSpan initial, TimeMs nowMs, Theme* theme, QWidget* parent)
    : QDialog(parent),
      m_nowMs(nowMs),
      m_from(momentEdit(initial.fromMs, tr("From"), this)),
      m_to(momentEdit(initial.toMs, tr("To"), this)),
      m_message(widgets::label({}, theme, FontRole::Small, false, this)),
      m_show(widgets::primaryButton(tr("&Show"), this))
{
    setWindowTitle(tr("Custom range"));
    m_message->setWordWrap(true);
    m_message->setMinimumHeight(2 * m_message->fontMetrics().lineSpacing());
    m_message->setObjectName(u"RangeMessage"_s);
    auto* form = new QFormLayout;
    form->setSpacing(metric::space2);
    form->addRow(tr("&From"), m_from);
    form->addRow(tr("&To"), m_to);
    auto* cancel = widgets::button(tr("Cancel"), this);
    m_show->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_show);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space4, metric::space3);
    column->addLayout(form);
    column->addWidget(m_message);
    column->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_show, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_from, &QDateTimeEdit::dateTimeChanged, this, &RangeDialog::validate);
    connect(m_to, &QDateTimeEdit::dateTimeChanged, this, &RangeDialog::validate);
    validate();
}

TimeSpan RangeDialog::span() const
{
    return {m_from->dateTime().toMSecsSinceEpoch(), m_to->dateTime().toMSecsSinceEpoch()};
}

void RangeDialog::validate()
{
    QString problem;
    const qint64 lengthMs = span().lengthMs();
    if (lengthMs <= 0)
        problem = tr("“To” must be later than “From”.");
    else if (lengthMs < 5000)
        problem = tr("Choose at least 5 seconds.");
    else if (span().fromMs >= m_nowMs)
        problem = tr("“From” lies in the future: there is no data yet.");
    else if (lengthMs > 3653LL * 24 * 3600'000)
        problem = tr("Choose at most 10 years.");
    widgets::setStyleProperty(m_message, "problem", !problem.isEmpty());
    m_message->setText(problem.isEmpty() ? tr("Local time, %1 long").arg(format::duration(lengthMs))
                                         : u"▲ "_s + problem);
    m_show->setEnabled(problem.isEmpty());
}

} // namespace cacheledger
