// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/choicedelegate.h"

#include <QtWidgets/QComboBox>

#include <utility>

namespace cacheledger
{

ChoiceDelegate::ChoiceDelegate(std::function<QStringList()> choices, bool free, QObject* parent)
    : QStyledItemDelegate(parent),
      m_choices(std::move(choices)),
      m_free(free)
{
}

QWidget* ChoiceDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const
{
    auto* box = new QComboBox(parent);
    box->setEditable(m_free);
    box->setInsertPolicy(QComboBox::NoInsert);
    if (m_free)
        box->addItem(QString());
    box->addItems(m_choices());
    box->setAccessibleName(index.model()->headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString());
    return box;
}

void ChoiceDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const
{
    auto* box = static_cast<QComboBox*>(editor);
    const QString text = index.data(Qt::EditRole).toString();
    if (m_free)
        box->setCurrentText(text);
    else
        box->setCurrentIndex(std::max(0, box->findText(text)));
}

void ChoiceDelegate::setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const
{
    model->setData(index, static_cast<QComboBox*>(editor)->currentText(), Qt::EditRole);
}

} // namespace cacheledger
