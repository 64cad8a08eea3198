// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTranslator>

namespace cacheledger::testing
{

/// Marks every text that it is asked for: what is visible and unmarked was forgotten.
class PseudoTranslator : public QTranslator
{
    Q_OBJECT

public:
    using QTranslator::QTranslator;
    bool isEmpty() const override { return false; }
    QString translate(const char*, const char* source, const char*, int) const override
    {
        return QStringLiteral("[!! ") + QString::fromUtf8(source) + QStringLiteral(" !!]");
    }
};

} // namespace cacheledger::testing
