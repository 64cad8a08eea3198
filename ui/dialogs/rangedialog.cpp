// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/rangedialog.h"

#include "metrics/format.h"
#include "ui/widgets.h"

#include <QtWidgets/QDateTimeEdit>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

RangeDialog::RangeDialog(TimeSpan initial, TimeMs nowMs, const QTimeZone& zone, Theme* theme, QWidget* parent)
    : QDialog(parent),
      m_nowMs(nowMs),
      m_zone(zone),
      m_from(widgets::momentEdit(initial.fromMs, zone, tr("From"), this)),
      m_to(widgets::momentEdit(initial.toMs, zone, tr("To"), this)),
      m_message(widgets::label({}, theme, FontRole::Small, false, this)),
      m_show(widgets::primaryButton(tr("&Show"), this))
{
    setWindowTitle(tr("Custom range"));
    m_message->setWordWrap(true);
    m_message->setMinimumHeight(2 * m_message->fontMetrics().lineSpacing());
    m_message->setObjectName(u"RangeMessage"_s);
    auto* form = new QFormLayout;
    form->addRow(tr("&From"), m_from);
    form->addRow(tr("&To"), m_to);
    widgets::layOutDialog(this, form, m_message, m_show);
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
    const QString length = format::duration(lengthMs);
    const QString good =
        m_zone == QTimeZone::utc() ? tr("UTC, %1 long").arg(length) : tr("Local time, %1 long").arg(length);
    m_message->setText(problem.isEmpty() ? good : u"▲ "_s + problem);
    m_show->setEnabled(problem.isEmpty());
}

} // namespace cacheledger
