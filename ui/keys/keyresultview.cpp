// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/keyresultview.h"

#include "metrics/format.h"
#include "ui/figuretable.h"
#include "ui/keys/keytables.h"
#include "ui/keys/treemap.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QScrollBar>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QVBoxLayout* addKeyCard(const QString& title, Theme* theme, QVBoxLayout* column)
{
    auto* card = new QFrame;
    widgets::makeCard(card);
    auto* inside = new QVBoxLayout(card);
    widgets::setMargins(inside, metric::space3, metric::space2);
    inside->addWidget(widgets::label(title, theme, FontRole::Body, true, card));
    column->addWidget(card);
    return inside;
}

KeyResultView::KeyResultView(Theme* theme, QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_findings(new QLabel(this)),
      m_treemap(new Treemap(theme, this)),
      m_prefixes(new FigureTable(tr("Prefixes"), this)),
      m_biggest(new FigureTable(tr("Biggest keys"), this, 10)),
      m_hottest(new FigureTable(tr("Most used keys"), this, 10)),
      m_tracked(new FigureTable(tr("Most used keys, as measured"), this, 10)),
      m_whereFrom(widgets::dimLabel({}, theme, FontRole::Body, this))
{
    m_findings->setObjectName(u"KeyFindings"_s);
    m_findings->setTextFormat(Qt::RichText);
    m_findings->setWordWrap(true);
    m_prefixes->setObjectName(u"KeyPrefixes"_s);
    m_prefixes->setOptionalColumns(keytables::optionalPrefixColumns());
    m_biggest->setObjectName(u"BigKeys"_s);
    m_hottest->setObjectName(u"HotKeys"_s);
    m_tracked->setObjectName(u"TrackedKeys"_s);
    m_whereFrom->setObjectName(u"WhereHotKeysComeFrom"_s);
    m_whereFrom->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::space3);
    addKeyCard(tr("Findings"), theme, column)->addWidget(m_findings);
    addKeyCard(tr("Memory by prefix"), theme, column)->addWidget(m_treemap);
    addKeyCard(tr("Prefixes"), theme, column)->addWidget(m_prefixes);
    addKeyCard(tr("Biggest keys"), theme, column)->addWidget(m_biggest);
    QVBoxLayout* hottest = addKeyCard(tr("Most used keys"), theme, column);
    for (QWidget* each :
         {static_cast<QWidget*>(m_whereFrom), static_cast<QWidget*>(m_tracked), static_cast<QWidget*>(m_hottest)})
        hottest->addWidget(each);
    connect(theme, &Theme::changed, this, &KeyResultView::showFindings);
    connect(m_treemap, &Treemap::prefixClicked, this, [this](const QByteArray& prefix) {
        const auto& prefixes = m_report.prefixes;
        const auto found = std::ranges::find(prefixes, prefix, &PrefixShare::prefix);
        const int row = static_cast<int>(found - prefixes.begin());
        if (row < m_prefixes->figures().rowCount())
            m_prefixes->selectRow(row);
    });
}

void KeyResultView::setRecord(const KeyAdviceInput& input, const KeyRecord* compared)
{
    m_report = input.record->result.report;
    m_found = keyFindings(input);
    m_result = input.record->result;
    m_result.report = {};
    m_isPriced = input.money.cost.sign() > 0;
    showFindings();
    m_treemap->setReport(m_report);
    m_prefixes->setContent(
        keytables::prefixHeadings(),
        keytables::prefixRows(m_report, input.money.cost, compared ? &compared->result.report : nullptr));
    m_biggest->setContent(keytables::bigKeyHeadings(), keytables::bigKeyRows(m_report));
    m_hottest->setContent(keytables::hotKeyHeadings(), keytables::hotKeyRows(m_report));
    m_hottest->setVisible(!m_report.hottest.empty()); // only where the policy counts
    m_tracked->setContent(keytables::trackedKeyHeadings(), keytables::trackedKeyRows(m_result.tracked));
    m_tracked->setVisible(!m_result.tracked.keys.empty());
    m_whereFrom->setText(whereHotKeysComeFrom(m_result.tracked, !m_report.hottest.empty()));
}

/// Rows of a table, as HTML.
QStringList KeyResultView::lines() const
{
    const auto line = [this](Severity severity, const QString& text, const QString& note = {}) {
        const QString dim = note.isEmpty() ? QString()
                                           : u"<br><span style=\"color:%1\">%2</span>"_s.arg(
                                                 m_theme->colors().dimText.name(), note.toHtmlEscaped());
        return u"<tr><td style=\"padding:2px 12px 6px 0; white-space:nowrap\">%1</td>"
               "<td style=\"padding:2px 0 6px 0\">%2%3</td></tr>"_s.arg(
                   widgets::severityHtml(m_theme, severity, Theme::severityWord(severity)), text.toHtmlEscaped(), dim);
    };
    QStringList lines;
    for (const KeyFinding& finding : m_found)
        lines << line(finding.severity, finding.text,
                      finding.assumption.isEmpty() ? QString() : tr("Here, %1.").arg(finding.assumption));
    for (const QString& words : m_result.notTold)
        lines << line(Severity::Unknown, tr("%1 is not permitted: what it tells is missing.").arg(words));
    for (const MissingKeys& each : m_result.missing)
        lines << line(
            Severity::Warning,
            each.scanned > 0
                ? tr("Of %1 only %2 keys were seen. %3")
                      .arg(each.node, format::value(static_cast<double>(each.scanned), Unit::Count).joined(), each.why)
                : tr("The keys of %1 are missing. %2").arg(each.node, each.why));
    if (m_result.slotsMoved)
        lines << line(Severity::Unknown,
                      tr("Slots moved while it ran: keys may have been counted twice or not at all."));
    if (m_result.estimated > 0)
        lines << line(
            Severity::Normal,
            tr("How much %1 large hashes, sets and sorted sets take is estimated from 20 elements of each: to "
               "measure them would hold the server up.")
                .arg(format::value(static_cast<double>(m_result.estimated), Unit::Count).joined()));
    if (!m_found.empty() && !m_isPriced)
        lines << line(Severity::Unknown,
                      tr("No price: what the cache costs is not entered (page Savings, costs and values)."));
    return lines;
}

void KeyResultView::showFindings()
{
    const QStringList found = lines();
    m_findings->setText(found.isEmpty() ? tr("Nothing that stands out.")
                                        : u"<table cellspacing=\"0\">"_s + found.join(QString()) + u"</table>"_s);
}

} // namespace cacheledger
