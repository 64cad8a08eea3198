// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/advisor/dismissdialog.h"

#include "ui/widgets.h"

#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

DismissDialog::DismissDialog(const QString& title, Theme* theme, QWidget* parent)
    : QDialog(parent),
      m_reason(new QLineEdit(this))
{
    setWindowTitle(tr("Set advice aside"));
    m_reason->setObjectName(u"DismissReason"_s);
    m_reason->setMaxLength(500);
    m_reason->setPlaceholderText(tr("why this does not hold here"));
    auto* accept = widgets::primaryButton(tr("Set aside"), this);
    accept->setObjectName(u"DismissAccept"_s);
    accept->setEnabled(false);
    connect(m_reason, &QLineEdit::textChanged, accept, [this, accept] { accept->setEnabled(!reason().isEmpty()); });
    auto* form = new QFormLayout;
    form->addRow(widgets::label(title, theme, FontRole::Body, true, this));
    form->addRow(tr("&Reason"), m_reason);
    auto* message = widgets::dimLabel(tr("It stays listed below the others, and can be brought back."), theme,
                                      FontRole::Small, this);
    message->setWordWrap(true);
    widgets::layOutDialog(this, form, message, accept);
    widgets::resizeDialog(this, {440, 160});
    m_reason->setFocus();
}

QString DismissDialog::reason() const
{
    return m_reason->text().trimmed();
}

} // namespace cacheledger
