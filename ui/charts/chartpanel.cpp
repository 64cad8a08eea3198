// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartpanel.h"

#include "ui/charts/chartexport.h"
#include "ui/charts/chartfooter.h"
#include "ui/charts/chartheader.h"
#include "ui/charts/chartmenu.h"
#include "ui/charts/charttext.h"
#include "ui/charts/frametablemodel.h"
#include "ui/charts/plotview.h"
#include "ui/theme.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>
#include <QtGui/QAction>
#include <QtGui/QImage>
#include <QtGui/QPainter>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QTableView>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>

namespace cacheledger
{

class ChartPanel::Impl
{
public:
    Impl(ChartPanel* owner, ChartSpec spec, Theme* itsTheme, TimeRange* itsRange, Crosshair* itsCrosshair)
        : q(owner),
          theme(itsTheme),
          range(itsRange),
          crosshair(itsCrosshair),
          data(std::move(spec)),
          header(new ChartHeader(&data, theme, q)),
          plot(new PlotView(&data, theme, range, crosshair, q)),
          footer(new ChartFooter(theme, q)),
          menu(new ChartMenu(q, theme))
    {
    }

    const QTimeZone& zone() const { return range->zone(); }
    TimeMs nowMs() const { return frameNowMs + (sinceFrame.isValid() ? sinceFrame.elapsed() : 0); }
    void setUp();
    void connectParts();
    void showValues() { header->showValues(crosshair->time(), stale); }
    void showAge();
    void tell();
    void refresh();
    void showTable(bool shown);
    void makeTable();
    void paintPicture(QPainter& painter, double pixelRatio, bool vectors) const;
    void paintCard(QPainter& painter, const QColor& edge, double edgeWidth) const;

    ChartPanel* q;
    Theme* theme;
    TimeRange* range;
    Crosshair* crosshair;
    PlotData data;
    ChartHeader* header;
    PlotView* plot;
    ChartFooter* footer;
    ChartMenu* menu;
    QTableView* table = nullptr; ///< made when first asked for
    FrameTableModel* model = nullptr;
    QTimer ageTimer;
    QElapsedTimer sinceFrame;
    TimeMs frameNowMs = 0;
    bool stale = false;
    bool focusShown = false;
};

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
    tell();
}

void ChartPanel::Impl::connectParts()
{
    connect(header, &ChartHeader::visibilityChanged, q, [this] { refresh(); });
    connect(header->menuButton(), &QToolButton::clicked, q, [this] {
        const QToolButton* button = header->menuButton();
        menu->popup(button->mapToGlobal(QPoint(0, button->height())));
    });
    connect(plot, &PlotView::layoutChanged, q, [this] { header->setUnit(plot->valueAxis().unitText()); });
    connect(plot, &PlotView::focusShown, q, [this](bool shown) {
        focusShown = shown;
        q->update();
    });
    connect(crosshair, &Crosshair::moved, q, [this] { showValues(); });
    connect(menu->tableAction(), &QAction::triggered, q, [this] { showTable(!table || !table->isVisibleTo(q)); });
    connect(menu->logarithmicAction(), &QAction::toggled, q, [this](bool on) {
        data.setLogarithmic(on);
        refresh();
    });
    connect(&ageTimer, &QTimer::timeout, q, [this] { showAge(); });
    connect(theme, &Theme::changed, q, [this] { q->update(); });
}

void ChartPanel::Impl::showAge()
{
    if (!data.frame())
        return;
    const charttext::Age age = charttext::age(*data.frame(), nowMs(), zone());
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

ChartPanel::ChartPanel(ChartSpec spec, Theme* theme, TimeRange* range, Crosshair* crosshair, QWidget* parent)
    : QFrame(parent),
      m_impl(std::make_unique<Impl>(this, std::move(spec), theme, range, crosshair))
{
    m_impl->setUp();
    m_impl->connectParts();
}

// The parts look at the data to their last moment (a plot that has the focus says that it loses it).
ChartPanel::~ChartPanel()
{
    delete m_impl->table;
    delete m_impl->header;
    delete m_impl->plot;
}

const ChartSpec& ChartPanel::spec() const
{
    return m_impl->data.spec();
}

void ChartPanel::setFrame(const FramePtr& frame, TimeMs nowMs)
{
    m_impl->data.setFrame(frame);
    m_impl->frameNowMs = nowMs;
    m_impl->sinceFrame.start();
    m_impl->plot->setMessage(!frame ? tr("Loading…") : frame->times.empty() ? tr("No data in this range") : QString());
    m_impl->footer->setResolution(frame ? charttext::resolution(*frame) : QString());
    m_impl->showAge();
    m_impl->refresh();
}

void ChartPanel::setMessage(const QString& text)
{
    m_impl->plot->setMessage(text);
}

int ChartPanel::plotColumns() const
{
    const PlotView& plot = *m_impl->plot;
    return std::max(1, static_cast<int>(plot.geometryOfPlot().plot.width() * plot.devicePixelRatioF()));
}

void ChartPanel::setWatermark(const QString& text)
{
    m_impl->plot->setWatermark(text);
}

QImage ChartPanel::toImage() const
{
    const double ratio = devicePixelRatioF();
    QImage image((QSizeF(size()) * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    m_impl->paintPicture(painter, ratio, false);
    return image;
}

Result<void> ChartPanel::savePng(const QString& file) const
{
    return chartexport::savePng(file, toImage());
}

Result<void> ChartPanel::saveSvg(const QString& file) const
{
    return chartexport::saveSvg(file, size(), spec().title,
                                [this](QPainter& painter) { m_impl->paintPicture(painter, 1, true); });
}

Result<void> ChartPanel::saveCsv(const QString& file) const
{
    return chartexport::saveText(file, toCsv());
}

QString ChartPanel::toCsv() const
{
    return charttext::csv(m_impl->data);
}

bool ChartPanel::isSeriesVisible(const std::string& metric) const
{
    for (int i = 0; i < m_impl->data.seriesCount(); ++i)
        if (m_impl->data.seriesSpec(i).metric == metric)
            return m_impl->data.isVisible(i);
    return false;
}

void ChartPanel::setTableShown(bool shown)
{
    m_impl->showTable(shown);
}

void ChartPanel::setLogarithmic(bool logarithmic)
{
    m_impl->menu->logarithmicAction()->setChecked(logarithmic);
}

QString ChartPanel::summary() const
{
    return charttext::summary(m_impl->data, m_impl->zone());
}

void ChartPanel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const ThemeColors& colors = m_impl->theme->colors();
    m_impl->paintCard(painter, m_impl->focusShown ? colors.accent : colors.line, m_impl->focusShown ? 2 : 1);
}

void ChartPanel::showEvent(QShowEvent* event)
{
    m_impl->ageTimer.start();
    m_impl->showAge();
    QFrame::showEvent(event);
}

void ChartPanel::hideEvent(QHideEvent* event)
{
    m_impl->ageTimer.stop();
    QFrame::hideEvent(event);
}

} // namespace cacheledger
