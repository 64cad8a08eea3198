// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/metricchooser.h"

#include "alerts/condition.h"
#include "metrics/catalogue.h"
#include "ui/alerts/alertwords.h"

#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QLineEdit>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{

/// Finds by what is shown, and gives the id.
class MetricCompleter : public QCompleter
{
public:
    MetricCompleter(QAbstractItemModel* model, QObject* parent) : QCompleter(model, parent)
    {
        setFilterMode(Qt::MatchContains);
        setCaseSensitivity(Qt::CaseInsensitive);
        setMaxVisibleItems(12);
    }
    QString pathFromIndex(const QModelIndex& index) const override { return index.data(Qt::UserRole).toString(); }
};

} // namespace

MetricChooser::MetricChooser(QWidget* parent) : QComboBox(parent)
{
    const auto add = [this](std::string_view id) {
        const QString text = QString::fromUtf8(id.data(), static_cast<qsizetype>(id.size()));
        addItem(u"%1 — %2"_s.arg(text, alertwords::metric(std::string(id))), text);
    };
    add(Condition::up);
    for (const MetricInfo& info : catalogue::all()) {
        const bool isFamily = info.id.find('*') != std::string_view::npos;
        if (info.kind != MetricKind::Info && (!isFamily || catalogue::isOfApplication(info.id)))
            add(info.id);
    }
    setEditable(true);
    setInsertPolicy(NoInsert);
    setSizeAdjustPolicy(AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(24);
    setCompleter(new MetricCompleter(model(), this));
    connect(this, &QComboBox::activated, this, [this](int index) { setEditText(itemData(index).toString()); });
    connect(this, &QComboBox::editTextChanged, this, &MetricChooser::metricChanged);
}

std::string MetricChooser::metric() const
{
    return currentText().trimmed().toStdString();
}

void MetricChooser::setMetric(const std::string& metric)
{
    setEditText(QString::fromStdString(metric));
}

} // namespace cacheledger
