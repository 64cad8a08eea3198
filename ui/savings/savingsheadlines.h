// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledger.h"
#include "ui/flowgrid.h"

#include <map>

class QLabel;

namespace cacheledger
{

class ElidedLabel;
class Theme;

/// The headline figures of a ledger, each with its window or confidence below it.
class SavingsHeadlines : public FlowGrid
{
    Q_OBJECT

public:
    explicit SavingsHeadlines(Theme* theme, QWidget* parent = nullptr);

    /// `askedFromMs`: the coverage is of all that was asked for.
    void setLedger(const Ledger& ledger, TimeMs askedFromMs);

private:
    struct Headline {
        ElidedLabel* value = nullptr;
        QLabel* note = nullptr;
    };
    QWidget* makeTile(const QString& id, const QString& caption);
    void set(const QString& id, const QString& value, const QString& note);

    Theme* m_theme;
    std::map<QString, Headline> m_headlines;
};

} // namespace cacheledger
