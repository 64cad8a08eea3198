// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/nodelist.h"

#include "ui/dialogs/formfield.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

NodeList::NodeList(Theme* theme, std::function<Endpoint()> first, QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_first(std::move(first)),
      m_address(new QLineEdit),
      m_rows(new QVBoxLayout)
{
    m_address->setObjectName(u"NewNode"_s);
    m_address->setPlaceholderText(tr("host:port of a replica or another node"));
    auto* holder = new QWidget;
    auto* line = new QHBoxLayout(holder);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(metric::space1);
    auto* button = widgets::button(tr("Add node"));
    button->setObjectName(u"AddNode"_s);
    line->addWidget(m_address, 1);
    line->addWidget(button);
    holder->setFocusProxy(m_address);
    m_field = new FormField(tr("&Further nodes of this cache"), holder, theme);
    m_address->setAccessibleName(tr("Further nodes of this cache"));
    m_rows->setSpacing(2);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, 0, metric::space2);
    column->addWidget(m_field);
    column->addLayout(m_rows);
    connect(button, &QPushButton::clicked, this, &NodeList::onAdd);
    connect(m_address, &QLineEdit::returnPressed, this, &NodeList::onAdd);
    connect(m_address, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_field->setProblem({});
        Q_EMIT typing(!text.isEmpty());
    });
}

bool NodeList::has(const QString& address) const
{
    return address == m_first().address() || std::any_of(m_nodes.begin(), m_nodes.end(), [&](const NodeConfig& node) {
               return node.endpoint.address() == address;
           });
}

void NodeList::add(const NodeConfig& node)
{
    m_nodes.push_back(node);
    if (node.found)
        return;
    auto* row = new QWidget;
    auto* line = new QHBoxLayout(row);
    widgets::setMargins(line, 0, metric::space1);
    auto* address = new ElidedLabel(row);
    address->setText(node.endpoint.address());
    auto* remove = widgets::iconButton(m_theme, u"remove"_s, tr("Remove node %1").arg(address->text()), row);
    remove->setObjectName(u"RemoveNode."_s + address->text());
    line->addWidget(address, 1);
    line->addWidget(remove);
    m_rows->addWidget(row);
    connect(remove, &QToolButton::clicked, this, [this, row, id = node.id] {
        std::erase_if(m_nodes, [&](const NodeConfig& each) { return each.id == id; });
        row->hide();
        row->deleteLater();
        Q_EMIT changed();
    });
    Q_EMIT changed();
}

void NodeList::addAddress(const QString& address)
{
    m_address->setText(address);
    onAdd();
}

void NodeList::onAdd()
{
    const QString text = m_address->text().trimmed();
    const auto parsed = parseEndpointUrl(text);
    if (text.isEmpty() || !parsed) {
        m_field->setProblem(text.isEmpty() ? tr("Enter an address first.") : parsed.error().message);
        return;
    }
    if (has(parsed->endpoint.address())) {
        m_field->setProblem(tr("This node is already in the list."));
        return;
    }
    Endpoint endpoint = m_first(); // the same user, transport and certificates
    if (parsed->endpoint.transport != Transport::Tcp)
        endpoint.transport = parsed->endpoint.transport;
    else if (endpoint.transport == Transport::Unix)
        endpoint.transport = Transport::Tcp;
    endpoint.host = parsed->endpoint.host;
    endpoint.port = parsed->endpoint.port;
    endpoint.path = parsed->endpoint.path;
    add({newNodeId(), endpoint});
    m_address->clear();
    m_address->setFocus();
}

} // namespace cacheledger
