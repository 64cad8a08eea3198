// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cacheconfig.h"

#include <QtWidgets/QWidget>

#include <functional>

class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace cacheledger
{

class FormField;
class Theme;

/// The nodes of a cache after the first, and the field that adds one. Found ones (CacheConfig::follow) are kept, and
/// not shown: they come and go by themselves.
class NodeList : public QWidget
{
    Q_OBJECT

public:
    /// `first` gives the first node's endpoint: further ones are spoken to as it is.
    NodeList(Theme* theme, std::function<Endpoint()> first, QWidget* parent = nullptr);

    void add(const NodeConfig& node);
    /// As if the user had typed it; what is wrong is said beside the field.
    void addAddress(const QString& address);
    const std::vector<NodeConfig>& nodes() const { return m_nodes; }
    bool has(const QString& address) const; ///< the first node counts

Q_SIGNALS:
    void changed();
    void typing(bool something); ///< in the field: Return then adds a node

private:
    void onAdd();

    Theme* m_theme;
    std::function<Endpoint()> m_first;
    std::vector<NodeConfig> m_nodes;
    QLineEdit* m_address;
    FormField* m_field;
    QVBoxLayout* m_rows;
};

} // namespace cacheledger
