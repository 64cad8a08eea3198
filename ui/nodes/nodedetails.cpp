// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/nodes/nodedetails.h"

#include "metrics/format.h"
#include "ui/cachestate.h"
#include "ui/figuretable.h"
#include "ui/nodes/nodesmodel.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QGridLayout>

namespace cacheledger
{

using namespace Qt::StringLiterals;

NodeDetails::NodeDetails(Theme* theme, QWidget* parent)
    : QFrame(parent),
      m_theme(theme),
      m_column(new QVBoxLayout(this)),
      m_title(new ElidedLabel(this)),
      m_state(new SeverityLabel(theme, FontRole::Body, this)),
      m_trouble(widgets::label({}, theme, FontRole::Small, false, this)),
      m_grid(new QGridLayout)
{
    setObjectName(u"NodeDetails"_s);
    widgets::makeCard(this);
    widgets::setMargins(m_column, 16, metric::space2);
    m_title->setFont(theme->font(FontRole::Title, true));
    m_trouble->setTextFormat(Qt::PlainText);
    m_trouble->setWordWrap(true);
    m_grid->setHorizontalSpacing(metric::space3);
    m_grid->setVerticalSpacing(metric::space1);
    m_grid->setColumnStretch(1, 1);
    m_column->addWidget(m_title);
    m_column->addWidget(m_state);
    m_column->addWidget(m_trouble);
    m_column->addLayout(m_grid);
    m_column->addStretch(1);
}

void NodeDetails::setFact(std::size_t place, const QString& caption, const QString& value)
{
    if (place == m_facts.size()) {
        Fact made{widgets::dimLabel({}, m_theme, FontRole::Body, this), widgets::label({}, m_theme, FontRole::Body)};
        made.value->setParent(this);
        made.value->setTextFormat(Qt::PlainText);
        made.value->setWordWrap(true);
        made.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        const int row = static_cast<int>(place);
        m_grid->addWidget(made.caption, row, 0, Qt::AlignTop);
        m_grid->addWidget(made.value, row, 1);
        m_facts.push_back(made);
    }
    const Fact& fact = m_facts[place];
    fact.caption->setText(caption);
    if (fact.value->text() != value) // a selection in it stays
        fact.value->setText(value);
    fact.caption->setVisible(!caption.isEmpty());
    fact.value->setVisible(!caption.isEmpty());
}

static QString ownCost(const NodeLine& line)
{
    QStringList parts{NodeDetails::tr("commands: %1").arg(QLocale().toString(*line.ownCommands, 'f', 0))};
    if (line.ownBytes)
        parts << format::value(line.ownBytes, Unit::Bytes).joined();
    if (line.ownServerUs)
        parts << NodeDetails::tr("%1 of its time").arg(format::value(line.ownServerUs, Unit::Microseconds).joined());
    return NodeDetails::tr("%1 a minute").arg(parts.join(u", "_s));
}

void NodeDetails::setLine(const NodeLine* line)
{
    m_title->setText(line ? line->address : tr("No node is chosen"));
    m_state->setVisible(line != nullptr);
    m_trouble->setVisible(line && !line->trouble.isEmpty());
    std::size_t place = 0;
    if (line) {
        m_state->setSeverity(line->health.severity, fleetStateText(line->health));
        m_trouble->setText(line->trouble);
        for (const int column : {NodesModel::Role, NodesModel::Link, NodesModel::LagSeconds, NodesModel::LagBytes,
                                 NodesModel::Offset, NodesModel::Slots, NodesModel::Keys, NodesModel::Memory,
                                 NodesModel::RoundTrip, NodesModel::Server, NodesModel::Uptime}) {
            const QString value = NodesModel::text(*line, column);
            if (!value.isEmpty())
                setFact(place++, NodesModel::heading(column), value);
        }
        if (line->ownCommands)
            setFact(place++, tr("Watching costs"), ownCost(*line));
        if (line->slowedToMs)
            setFact(place++, tr("Pace"), wording::pace(*line->slowedToMs));
        if (line->look && line->look->error)
            setFact(place++, tr("Last look"), line->look->error->text());
    }
    for (; place < m_facts.size(); ++place)
        setFact(place, {}, {});
}

SettingsCard::SettingsCard(Theme* theme, QWidget* parent)
    : QFrame(parent),
      m_note(widgets::dimLabel({}, theme, FontRole::Body, this)),
      m_table(new FigureTable(tr("Settings that differ"), this))
{
    setObjectName(u"SettingsCard"_s);
    widgets::makeCard(this);
    m_note->setObjectName(u"SettingsNote"_s);
    m_note->setWordWrap(true);
    m_note->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, 16, metric::space2);
    column->addWidget(widgets::label(tr("Settings that differ"), theme, FontRole::Title, true, this));
    column->addWidget(m_note);
    column->addWidget(m_table);
    column->addStretch(1);
}

/// How many settings all the known nodes have together; 0: of no node anything is known.
static qsizetype knownSettings(const std::vector<NodeLine>& lines)
{
    std::size_t most = 0;
    for (const NodeLine& line : lines) {
        if (line.look)
            most = std::max(most, line.look->settings.size());
    }
    return static_cast<qsizetype>(most);
}

/// The nodes whose settings are not known, and why those of the first of them are not.
static QString unknownSettings(const std::vector<NodeLine>& lines)
{
    QStringList addresses;
    QString reason;
    for (const NodeLine& line : lines) {
        if (!line.look || (!line.look->settingsError && !line.look->error))
            continue;
        const Error& error = line.look->settingsError ? *line.look->settingsError : *line.look->error;
        const bool denied = error.code == ErrorCode::NoPermission;
        if (addresses.isEmpty())
            reason = denied ? SettingsCard::tr("not permitted. %1").arg(error.hint) : error.text();
        addresses << line.address;
    }
    if (addresses.isEmpty())
        return {};
    const QString where = addresses.size() == 1
                              ? addresses.front()
                              : SettingsCard::tr("%1 and %2 more").arg(addresses.front()).arg(addresses.size() - 1);
    return SettingsCard::tr("Not known of %1: %2").arg(where, reason);
}

void SettingsCard::setLines(const std::vector<NodeLine>& lines, bool looking, bool canLook)
{
    const std::vector<SettingDifference> differences = settingDifferences(lines);
    std::vector<std::vector<Figure>> rows;
    rows.reserve(differences.size());
    for (const SettingDifference& each : differences)
        rows.push_back({{each.name},
                        {each.usualNodes == 1 ? tr("%1 (one node)").arg(each.usual)
                                              : tr("%1 (%2 nodes)").arg(each.usual).arg(each.usualNodes)},
                        {each.others.join(u"; "_s)}});
    m_table->setVisible(!rows.empty());
    if (!rows.empty())
        m_table->setContent({tr("Setting"), tr("Most have"), tr("Others")}, std::move(rows));
    const qsizetype known = knownSettings(lines);
    QStringList notes;
    if (!canLook)
        notes << tr("Settings are not looked at in this session.");
    else if (known > 0 && differences.empty() && lines.size() > 1)
        notes << tr("None of %1 settings differs.").arg(known);
    else if (known > 0 && lines.size() == 1)
        notes << tr("There is one node: nothing to compare it with.");
    else if (looking && known == 0)
        notes << tr("Looking…");
    if (known > 0)
        notes << tr("Addresses, ports, paths and names of files differ by nature and are left out; secrets are not "
                    "asked for.");
    notes << unknownSettings(lines);
    notes.removeAll(QString());
    m_note->setText(notes.join(u' '));
}

} // namespace cacheledger
