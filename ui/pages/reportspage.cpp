// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/reportspage.h"

#include "report/reportformat.h"
#include "ui/pages/reportchoices.h"
#include "ui/pages/reportschedules.h"
#include "ui/pagescroll.h"
#include "ui/report/reportfile.h"
#include "ui/report/reportpdf.h"
#include "ui/timerange.h"
#include "ui/useractions.h"
#include "ui/widgets.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QPointer>
#include <QtCore/QStandardPaths>
#include <QtCore/QThreadPool>
#include <QtCore/QUrl>
#include <QtGui/QDesktopServices>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTreeWidget>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int widestState = 140;
static constexpr int settledMs = 250;
static constexpr int againMs = 15'000;
static constexpr int liveAgainMs = 60'000;
static constexpr int previewPixels = 1000; // of its width: sharp on twice the scale

ReportsPage::ReportsPage(const PageContext& context, QWidget* parent)
    : Page(context, parent),
      m_client(context.services.reports)
{
    if (!m_client) {
        auto* fill = new QVBoxLayout(this);
        auto* none = widgets::dimLabel(tr("Reports are not made in this session."), context.theme, FontRole::Body);
        none->setMargin(metric::space4);
        fill->addWidget(none, 0, Qt::AlignTop);
        return;
    }
    auto* scroll = new PageScroll(this);
    auto* body = new QWidget(scroll);
    auto* row = new QHBoxLayout(body);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metric::space3);
    auto* left = new QVBoxLayout;
    left->setSpacing(metric::space3);
    m_choices = new ReportChoices(context, body);
    m_choices->layout()->addWidget(makeActions());
    left->addWidget(m_choices);
    left->addWidget(new ReportSchedules(context, m_choices, body));
    left->addWidget(makeList());
    left->addStretch(1);
    row->addLayout(left, 2);
    row->addWidget(makePreview(), 3, Qt::AlignTop);
    scroll->add(body);
    m_settled.setSingleShot(true);
    m_settled.setInterval(settledMs);
    connect(&m_settled, &QTimer::timeout, this, &ReportsPage::ask);
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, [this] {
        const TimeRange* range = this->context().range;
        if (usesRange() && range->isLive() && !range->isPaused())
            askLater();
    });
    connectClient();
    fillList();
}

ReportsPage::~ReportsPage()
{
    if (m_client)
        cancel();
}

void ReportsPage::connectClient()
{
    connect(m_choices, &ReportChoices::changed, this, [this] {
        Q_EMIT headerWidgetChanged(); // the range is of use for one choice alone
        askLater();
    });
    connect(m_client, &ReportClient::reportReady, this, [this](quint64 id, const CostReportPtr& report) {
        if (id == m_asked)
            onReport(report);
    });
    connect(m_client, &ReportClient::saved, this, [this](quint64 id, const QString& file) {
        if (id != m_saving)
            return;
        m_saving = 0;
        showBusy(false);
        tell(tr("Saved as %1").arg(QDir::toNativeSeparators(file)), false);
    });
    connect(m_client, &ReportClient::failed, this, [this](quint64 id, const Error& error) {
        if (id != m_asked && id != m_saving)
            return;
        if (id == m_asked) {
            m_page = {};
            showPreview();
            m_again.start(againMs); // there may be data by then
        }
        (id == m_asked ? m_asked : m_saving) = 0;
        showBusy(m_saving != 0);
        tell(error.text(), true);
    });
    connect(m_client, &ReportClient::madeChanged, this, &ReportsPage::fillList);
}

QWidget* ReportsPage::makeActions()
{
    auto* actions = new QWidget(this);
    auto* column = new QVBoxLayout(actions);
    widgets::setMargins(column, 0, metric::space2);
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::space2);
    m_save = widgets::primaryButton(tr("&Save report…"), actions);
    m_save->setObjectName(u"ReportSave"_s);
    m_cancel = widgets::button(tr("Cancel"), actions);
    m_cancel->setObjectName(u"ReportCancel"_s);
    m_cancel->hide();
    connect(m_save, &QPushButton::clicked, this, &ReportsPage::save);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        cancel();
        tell(tr("Cancelled: nothing was written."), false);
    });
    row->addWidget(m_save);
    row->addWidget(m_cancel);
    row->addStretch(1);
    column->addLayout(row);
    m_status = widgets::label({}, context().theme, FontRole::Small);
    m_status->setObjectName(u"ReportStatus"_s);
    m_status->setTextFormat(Qt::PlainText);
    m_status->setWordWrap(true);
    m_status->hide();
    column->addWidget(m_status);
    return actions;
}

QWidget* ReportsPage::makePreview()
{
    auto* card = new QFrame(this);
    widgets::makeCard(card);
    auto* column = new QVBoxLayout(card);
    widgets::setMargins(column, 16, metric::space2);
    column->addWidget(widgets::label(tr("First page"), context().theme, FontRole::Title, true));
    m_preview = widgets::dimLabel(tr("Nothing to show yet."), context().theme, FontRole::Body);
    m_preview->setObjectName(u"ReportPreview"_s);
    m_preview->setAlignment(Qt::AlignTop | Qt::AlignHCenter);
    m_preview->setMinimumSize(240, 300);
    m_preview->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    column->addWidget(m_preview);
    return card;
}

QWidget* ReportsPage::makeList()
{
    auto* card = new QFrame(this);
    widgets::makeCard(card);
    auto* column = new QVBoxLayout(card);
    widgets::setMargins(column, 16, metric::space2);
    column->addWidget(widgets::label(tr("Made reports"), context().theme, FontRole::Title, true));
    m_list = new QTreeWidget(card);
    m_list->setObjectName(u"ReportList"_s);
    m_list->setAccessibleName(tr("Made reports"));
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setHeaderLabels({tr("File"), tr("State"), tr("Period")}); // what went wrong is seen first
    m_list->header()->setStretchLastSection(true);
    m_list->setMinimumHeight(160);
    connect(m_list, &QTreeWidget::itemActivated, this, [](QTreeWidgetItem* item) {
        QDesktopServices::openUrl(QUrl::fromLocalFile(item->data(0, Qt::UserRole).toString()));
    });
    column->addWidget(m_list);
    return card;
}

void ReportsPage::fillList()
{
    m_list->clear();
    const ReportFormat format(QLocale(), context().range->zone());
    for (const MadeReport& made : m_client->made()) {
        auto* item = new QTreeWidgetItem(m_list);
        item->setText(0, QFileInfo(made.file).fileName());
        item->setText(2, made.cacheName + u", "_s + format.period(made.period));
        item->setText(1, made.problem.isEmpty() ? u"● "_s + tr("made") : u"▲ "_s + made.problem);
        item->setToolTip(0, QDir::toNativeSeparators(made.file));
        item->setToolTip(1, made.problem);
        item->setData(0, Qt::UserRole, made.file);
    }
    m_list->resizeColumnToContents(0);
    m_list->resizeColumnToContents(1);
    m_list->setColumnWidth(1, std::min(m_list->columnWidth(1), widestState)); // its tool tip has it all
}

bool ReportsPage::usesRange() const
{
    return m_choices && m_choices->usesWindowRange();
}

void ReportsPage::refresh()
{
    if (m_client)
        ask();
}

void ReportsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_client && m_page.isNull())
        askLater();
}

void ReportsPage::askLater()
{
    if (isVisible())
        m_settled.start();
}

void ReportsPage::ask()
{
    if (m_asked)
        m_client->cancel(m_asked);
    ++m_painting; // what is being painted is of other choices
    m_asked = m_client->requestReport(m_choices->order());
    if (!m_saving)
        tell(tr("Making the preview…"), false);
}

/// Laid out and painted in another thread, as all of it takes longer than a frame.
void ReportsPage::onReport(const CostReportPtr& report)
{
    m_asked = 0;
    m_again.start(liveAgainMs);
    const ReportOrder order = m_choices->order();
    const quint64 painting = ++m_painting;
    QThreadPool::globalInstance()->start([page = QPointer<ReportsPage>(this), report, order, painting] {
        const auto logo = reportLogo(order.logoFile);
        const QImage image = reportPreview(*report, {order.paper, logo ? *logo : QImage()}, previewPixels);
        const QString problem = logo ? QString() : logo.error().text();
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [page, image, problem, painting] {
                if (!page || page->m_painting != painting)
                    return;
                page->m_page = image;
                page->showPreview();
                if (!page->m_saving)
                    page->tell(problem, true);
            },
            Qt::QueuedConnection);
    });
}

void ReportsPage::showPreview()
{
    if (m_page.isNull()) {
        m_preview->setPixmap({});
        m_preview->setText(tr("There is no preview."));
        return;
    }
    const double ratio = devicePixelRatioF();
    QPixmap pixmap = QPixmap::fromImage(
        m_page.scaledToWidth(qRound(std::max(m_preview->width(), 240) * ratio), Qt::SmoothTransformation));
    pixmap.setDevicePixelRatio(ratio);
    m_preview->setPixmap(pixmap);
    m_preview->setAccessibleName(tr("The report's first page"));
}

void ReportsPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    if (m_preview && !m_page.isNull())
        QTimer::singleShot(0, this, &ReportsPage::showPreview); // when the layout is done
}

void ReportsPage::save()
{
    const ReportOrder order = m_choices->order();
    const CacheConfig* cache = context().services.caches->find(order.cache);
    const QString name =
        reportFileName(cache ? cache->name : QString(), order.period, order.form, context().range->zone());
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const QString file = QFileDialog::getSaveFileName(this, tr("Save report"), QDir(folder).filePath(name));
    if (file.isEmpty())
        return;
    m_saving = m_client->save(order, file);
    showBusy(true);
    tell(tr("Making the report…"), false);
}

void ReportsPage::cancel()
{
    for (quint64* id : {&m_asked, &m_saving}) {
        if (*id)
            m_client->cancel(*id);
        *id = 0;
    }
    showBusy(false);
}

void ReportsPage::showBusy(bool busy)
{
    m_save->setEnabled(!busy);
    m_cancel->setVisible(busy);
}

void ReportsPage::tell(const QString& text, bool isProblem)
{
    m_status->setVisible(!text.isEmpty());
    widgets::setStyleProperty(m_status, "problem", isProblem);
    m_status->setText(isProblem && !text.isEmpty() ? u"▲ "_s + text : text);
}

std::vector<PaletteItem> ReportsPage::paletteItems()
{
    if (!m_client)
        return {};
    return {{tr("Save a cost report"), tr("Action"), tr("pdf html csv export"), {}, [this] { save(); }}};
}

} // namespace cacheledger
