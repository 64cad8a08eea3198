// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/testbuttons.h"

#include "ui/widgets.h"

#include <QtCore/QCoreApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QDialog>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

QPushButton* addTestButtons(QDialog* dialog, QVBoxLayout* column, const QString& name, const QString& testText,
                            const std::function<void()>& test, const std::function<void()>& save)
{
    auto* tests = widgets::button(testText, dialog);
    tests->setObjectName(name + u"Test"_s);
    auto* cancels = widgets::button(QCoreApplication::translate("TestButtons", "Cancel"), dialog);
    auto* saves = widgets::primaryButton(QCoreApplication::translate("TestButtons", "Save"), dialog);
    saves->setObjectName(name + u"Save"_s);
    saves->setDefault(true);
    auto* row = new QHBoxLayout;
    row->addWidget(tests);
    row->addStretch(1);
    row->addWidget(cancels);
    row->addWidget(saves);
    column->addLayout(row);
    QObject::connect(tests, &QPushButton::clicked, dialog, test);
    QObject::connect(cancels, &QPushButton::clicked, dialog, &QDialog::reject);
    QObject::connect(saves, &QPushButton::clicked, dialog, save);
    return tests;
}

} // namespace cacheledger
