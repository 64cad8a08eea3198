// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartpanelimpl.h"

#include "ui/charts/charttext.h"
#include "ui/theme.h"

#include <QtGui/QAction>
#include <QtGui/QPainter>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QTableView>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>

namespace cacheledger
{

void ChartPanel::Impl::setUp()
{
    q->setObjectName(QStringLiteral("chart.") + data.spec().id);
    q->setAccessibleName(data.spec().title);
    q->setFocusProxy(plot);
    plot->setAccessibleName(data.spec().title);
    auto* layout = new QVBoxLayout(q);
    layout->setContentsMargins(metric::space3, metric::space2, metric::space1, 6);
    layout->setSpacing(2);
    layout->addWidget(header);
    layout->addWidget(plot, 1);
    layout->addWidget(footer);
    ageTimer.setInterval(1000);
    plot->setMessage(tr("Loading…"));
    header->setComparing(isComparing());
    tell();
}

void ChartPanel::Impl::connectParts()
{
    connect(header, &ChartHeader::visibilityChanged, q, [this] { refresh(); });
    connect(header->menuButton(), &QToolButton::clicked, q, [this] {
        const QToolButton* button = header->menuButton();
        menu->popup(button->mapToGlobal(QPoint(0, button->height())), momentMeant());
    });
    connect(q, &QWidget::customContextMenuRequested, q, [this](QPoint at) {
        const QRectF area = plot->geometryOfPlot().plot;
        const QPointF inPlot = plot->mapFrom(q, at);
        // With the keyboard it opens in the middle, which nobody means when there is a crosshair.
        const bool onPlot = !crosshair->time() && plot->isVisible() && area.contains(inPlot);
        menu->popup(q->mapToGlobal(at), onPlot ? plot->timeAxis().time(inPlot.x()) : momentMeant());
    });
    connect(plot, &PlotView::noteRequested, q, [this] {
        if (q->findChild<QAction*>(QStringLiteral("addNote"))->isVisible())
            Q_EMIT q->noteRequested(momentMeant());
    });
    connect(plot, &PlotView::layoutChanged, q, [this] { header->setUnit(plot->valueAxis().unitText()); });
    connect(plot, &PlotView::focusShown, q, [this](bool shown) {
        focusShown = shown;
        q->update();
    });
    connect(range, &TimeRange::comparingChanged, q, [this] { showComparison(); });
    connect(crosshair, &Crosshair::moved, q, [this] { showValues(); });
    connect(menu->tableAction(), &QAction::triggered, q, [this] { showTable(!table || !table->isVisibleTo(q)); });
    connect(menu->logarithmicAction(), &QAction::toggled, q, [this](bool on) {
        data.setLogarithmic(on);
        refresh();
    });
    connect(&ageTimer, &QTimer::timeout, q, [this] { showAge(); });
    connect(theme, &Theme::changed, q, [this] { q->update(); });
}

void ChartPanel::Impl::showComparison()
{
    data.setPrevious(nullptr);
    header->setComparing(isComparing());
    refresh();
}

void ChartPanel::Impl::showAge()
{
    if (!data.frame())
        return;
    const Frame& frame = *data.frame();
    charttext::Age age = charttext::age(frame, nowMs(), zone(), ended);
    if (range->isPaused())
        age = charttext::ageWhilePaused(frame, range->span().toMs, zone(), ended);
    else if (!range->isLive())
        age = charttext::ageOfPast(frame, nowMs(), zone(), ended);
    footer->setAge(age.text, age.stale);
    if (age.stale == stale)
        return;
    stale = age.stale;
    plot->setDimmed(stale);
    showValues();
}

void ChartPanel::Impl::tell()
{
    const QString sentence = q->summary();
    q->setAccessibleDescription(sentence);
    plot->setAccessibleDescription(sentence);
}

void ChartPanel::Impl::refresh()
{
    plot->refresh(nowMs());
    if (model && table->isVisibleTo(q))
        model->refresh(zone());
    showValues();
    tell();
}

void ChartPanel::Impl::makeTable()
{
    table = new QTableView(q);
    model = new FrameTableModel(&data, table);
    table->setObjectName(QStringLiteral("table"));
    table->setAccessibleName(data.spec().title);
    table->setModel(model);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setTabKeyNavigation(false);
    table->setShowGrid(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(24);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    table->horizontalHeader()->setResizeContentsPrecision(20);
    table->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored); // the card keeps the chart's size
    static_cast<QVBoxLayout*>(q->layout())->insertWidget(2, table, 1);
}

void ChartPanel::Impl::showTable(bool shown)
{
    if (!table && !shown)
        return;
    if (!table)
        makeTable();
    model->refresh(zone());
    plot->setVisible(!shown);
    table->setVisible(shown);
    q->setFocusProxy(shown ? static_cast<QWidget*>(table) : plot);
    menu->tableAction()->setText(shown ? tr("Show chart") : tr("Show table"));
}

void ChartPanel::Impl::paintCard(QPainter& painter, const QColor& edge, double edgeWidth) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(edge, edgeWidth));
    painter.setBrush(theme->colors().card);
    const double half = edgeWidth / 2;
    painter.drawRoundedRect(QRectF(q->rect()).adjusted(half, half, -half, -half), metric::radiusCard,
                            metric::radiusCard);
}

void ChartPanel::Impl::paintPicture(QPainter& painter, double pixelRatio, bool vectors) const
{
    paintCard(painter, theme->colors().line, 1);
    const auto part = [&](const QWidget* widget, const auto& paint) {
        painter.save();
        painter.translate(widget->pos());
        paint();
        painter.restore();
    };
    part(header,
         [&] { header->paintPicture(painter, data.frame() ? charttext::caption(data.span(), zone()) : QString()); });
    part(plot, [&] { plot->paintPicture(painter, pixelRatio, vectors); });
    part(footer, [&] { footer->paintContent(painter); });
}

} // namespace cacheledger
