// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QComboBox>

namespace cacheledger
{

/// A metric's id, typed or found by parts of its id or name among those of the catalogue.
class MetricChooser : public QComboBox
{
    Q_OBJECT

public:
    explicit MetricChooser(QWidget* parent = nullptr);

    std::string metric() const;
    void setMetric(const std::string& metric);

Q_SIGNALS:
    void metricChanged();
};

} // namespace cacheledger
