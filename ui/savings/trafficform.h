// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/costplan.h"

#include <QtWidgets/QWidget>

class QLineEdit;

namespace cacheledger
{

class FormField;
class Theme;

/// What only people know of a cache's traffic, for the verdict whether caching pays: how many requests are distinct, as
/// a percentage, and how old an answer may be, as a duration ("30s", "1h"). Empty is not known.
class TrafficForm : public QWidget
{
    Q_OBJECT

public:
    TrafficForm(const TrafficFacts& facts, Theme* theme, QWidget* parent = nullptr);

    /// What is entered; nothing, with the fault beside the field, where that cannot be read.
    std::optional<TrafficFacts> facts();

private:
    QLineEdit* m_distinct;
    QLineEdit* m_age;
    FormField* m_distinctField;
    FormField* m_ageField;
};

} // namespace cacheledger
