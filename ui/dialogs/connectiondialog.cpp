// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/connectiondialog.h"

#include "config/transportsecrets.h"
#include "metrics/health.h"
#include "ui/dialogs/endpointform.h"
#include "ui/dialogs/environmentform.h"
#include "ui/dialogs/followform.h"
#include "ui/dialogs/formfield.h"
#include "ui/dialogs/nodelist.h"
#include "ui/dialogs/routeform.h"
#include "ui/widgets.h"

#include <QtGui/QScreen>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QSpinBox>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

ConnectionDialog::ConnectionDialog(Services services, Theme* theme, const QString& title, QWidget* parent)
    : QDialog(parent),
      m_services(std::move(services)),
      m_theme(theme),
      m_columns(new QBoxLayout(QBoxLayout::LeftToRight)),
      m_endpoint(new EndpointForm(theme)),
      m_name(new QLineEdit),
      m_interval(new QSpinBox),
      m_environment(new QComboBox),
      m_tags(new QLineEdit),
      m_look(new EnvironmentForm(m_services.caches, theme)),
      m_nodes(new NodeList(theme, [this] { return firstEndpoint(); })),
      m_follow(new FollowForm(theme)),
      m_route(new RouteForm(theme)),
      m_replicas(new QWidget),
      m_test(widgets::button(tr("Te&st connection"))),
      m_progress(new QProgressBar),
      m_result(widgets::label({}, theme, FontRole::Body)),
      m_problem(widgets::label({}, theme, FontRole::Small)),
      m_save(widgets::primaryButton(tr("Save")))
{
    setWindowTitle(title);
    auto* left = new QVBoxLayout;
    left->setSpacing(metric::space2);
    left->addWidget(makeGeneral(theme));
    left->addWidget(m_look);
    left->addWidget(m_endpoint);
    left->addWidget(m_follow);
    left->addLayout(makeTest(theme));
    left->addStretch(1);
    auto* right = new QVBoxLayout;
    right->setSpacing(metric::space2);
    right->addWidget(makeNodes(theme));
    right->addWidget(m_route);
    right->addWidget(m_endpoint->tlsSection());
    right->addStretch(1);
    auto* body = new QWidget;
    body->setObjectName(u"PageBody"_s);
    body->setLayout(m_columns);
    widgets::setMargins(m_columns, metric::space4, metric::space4);
    m_columns->addLayout(left, 3);
    m_columns->addLayout(right, 2);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(body);
    auto* fill = new QVBoxLayout(this);
    widgets::setMargins(fill, 0, 0);
    fill->addWidget(scroll, 1);
    fill->addLayout(makeButtons(theme));
    resize(880, 640);
    connectAll();
}

ConnectionDialog::~ConnectionDialog()
{
    if (m_testing)
        m_services.tester->cancel();
}

QWidget* ConnectionDialog::makeGeneral(Theme* theme)
{
    auto* general = new QWidget;
    auto* row = new QHBoxLayout(general);
    widgets::setMargins(row, 0, metric::space2);
    m_name->setObjectName(u"Name"_s);
    m_name->setMaxLength(200);
    m_nameField = new FormField(tr("&Name"), m_name, theme);
    m_environment->setObjectName(u"Environment"_s);
    m_environment->setEditable(true);
    m_environment->addItems({QString(), tr("production"), tr("staging"), tr("test"), tr("development")});
    m_environment->setFixedWidth(140);
    connect(m_environment, &QComboBox::currentTextChanged, m_look, &EnvironmentForm::setEnvironment);
    row->addWidget(m_nameField, 1, Qt::AlignTop);
    row->addWidget(new FormField(tr("En&vironment"), m_environment, theme), 0, Qt::AlignTop);
    return general;
}

QWidget* ConnectionDialog::makeNodes(Theme* theme)
{
    auto* section = new QWidget;
    auto* column = new QVBoxLayout(section);
    widgets::setMargins(column, 0, metric::space2);
    m_interval->setObjectName(u"Interval"_s);
    m_interval->setRange(CacheConfig::minIntervalMs, CacheConfig::maxIntervalMs);
    m_interval->setSingleStep(250);
    m_interval->setGroupSeparatorShown(true);
    m_interval->setSuffix(tr(" ms"));
    m_tags->setObjectName(u"Tags"_s);
    m_tags->setPlaceholderText(tr("separated by commas"));
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::space2);
    row->addWidget(new FormField(tr("Ask &every"), m_interval, theme), 0, Qt::AlignTop);
    row->addWidget(new FormField(tr("Ta&gs"), m_tags, theme), 1, Qt::AlignTop);
    column->addLayout(row);

    column->addWidget(m_nodes);
    return section;
}

QLayout* ConnectionDialog::makeTest(Theme*)
{
    m_test->setObjectName(u"TestButton"_s);
    m_test->setVisible(m_services.tester != nullptr);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("The connection is being tested"));
    m_progress->hide();
    m_result->setObjectName(u"TestResult"_s);
    m_result->setTextFormat(Qt::RichText);
    m_result->setWordWrap(true);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_result->hide();
    auto* replicas = new QVBoxLayout(m_replicas);
    widgets::setMargins(replicas, 0, 2);
    m_replicas->hide();
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::space3);
    row->addWidget(m_test);
    row->addWidget(m_progress, 1);
    row->addStretch(1);
    auto* column = new QVBoxLayout;
    column->setSpacing(metric::space2);
    column->addLayout(row);
    column->addWidget(m_result);
    column->addWidget(m_replicas);
    return column;
}

QLayout* ConnectionDialog::makeButtons(Theme*)
{
    auto* cancel = widgets::button(tr("Cancel"));
    cancel->setObjectName(u"CancelButton"_s);
    m_save->setObjectName(u"SaveButton"_s);
    m_save->setDefault(true);
    m_problem->setObjectName(u"DialogProblem"_s);
    m_problem->setWordWrap(true);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(metric::space4, metric::space2, metric::space4, metric::space3);
    row->setSpacing(metric::space2);
    row->addWidget(m_problem, 1);
    row->addWidget(cancel);
    row->addWidget(m_save);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &ConnectionDialog::save);
    return row;
}

void ConnectionDialog::connectAll()
{
    connect(m_endpoint, &EndpointForm::edited, this, &ConnectionDialog::validate);
    connect(m_name, &QLineEdit::textEdited, this, [this] { m_name->setProperty("touched", true); });
    connect(m_name, &QLineEdit::textChanged, this, &ConnectionDialog::validate);
    connect(m_nodes, &NodeList::changed, this, &ConnectionDialog::validate);
    connect(m_nodes, &NodeList::typing, this, [this](bool something) { m_save->setDefault(!something); });
    connect(m_follow, &FollowForm::edited, this, [this] {
        if (m_follow->how() != Following::Off)
            m_replicas->hide();
        validate();
    });
    connect(m_route, &RouteForm::edited, this, &ConnectionDialog::validate);
    connect(m_test, &QPushButton::clicked, this, [this] { m_testing ? endTest() : startTest(); });
    if (m_services.tester)
        connect(m_services.tester, &ConnectionTester::finished, this, &ConnectionDialog::onTested);
    if (m_services.secrets) {
        connect(m_services.secrets, &SecretVault::readFinished, this,
                [this](const CacheId& secret, const QString& password, bool found) {
                    if (found)
                        takePassword(secret, password);
                });
    }
}

void ConnectionDialog::takePassword(const CacheId& secret, const QString& password)
{
    const bool isCopied = m_passwordOf != m_cache.id && !password.isEmpty();
    if (secret == m_passwordOf && !m_endpoint->passwordChanged()) {
        m_endpoint->setPassword(password);
        m_passwordCopied = isCopied;
    } else if (secret == sentinelSecret(m_passwordOf) && !m_follow->passwordChanged()) {
        m_follow->setPassword(password);
        m_sentinelPasswordCopied = isCopied;
    } else if (secret == routeSecret(m_passwordOf) && !m_route->secretChanged()) {
        m_route->setSecret(password);
        m_routeSecretCopied = isCopied;
    } else if (secret == tlsKeySecret(m_passwordOf) && !m_endpoint->keyPassphraseChanged()) {
        m_endpoint->setKeyPassphrase(password);
        m_keyPassphraseCopied = isCopied;
    }
}

Endpoint ConnectionDialog::firstEndpoint() const
{
    Endpoint endpoint = m_endpoint->endpoint();
    endpoint.route = m_route->route();
    return endpoint;
}

void ConnectionDialog::setCache(const CacheConfig& cache, const CacheId& passwordOf)
{
    m_cache = cache;
    m_passwordOf = passwordOf;
    m_name->setText(cache.name);
    m_environment->setCurrentText(cache.environment);
    m_interval->setValue(cache.intervalMs);
    m_tags->setText(cache.tags.join(u", "_s));
    m_look->setCache(cache);
    if (!cache.nodes.empty()) {
        m_endpoint->setEndpoint(cache.nodes.front().endpoint);
        m_route->setRoute(cache.nodes.front().endpoint.route);
    }
    for (std::size_t i = 1; i < cache.nodes.size(); ++i)
        m_nodes->add(cache.nodes[i]);
    m_follow->setFollow(cache.follow);
    if (m_services.secrets) {
        m_endpoint->setPasswordNote(
            m_services.secrets->sessionOnly()
                ? tr("There is no system keychain: the password is kept only until CacheLedger ends.")
                : QString());
        if (!passwordOf.isEmpty())
            m_services.secrets->read(passwordOf);
        if (!passwordOf.isEmpty() && cache.follow.how == Following::Sentinel)
            m_services.secrets->read(sentinelSecret(passwordOf));
        if (!passwordOf.isEmpty() && !m_route->route().isDirect())
            m_services.secrets->read(routeSecret(passwordOf));
        if (!passwordOf.isEmpty() && !transportsecrets::tlsKeyKey(firstEndpoint()).isEmpty())
            m_services.secrets->read(tlsKeySecret(passwordOf));
    }
    validate();
}

CacheConfig ConnectionDialog::cache() const
{
    CacheConfig cache = m_cache;
    cache.name = m_name->text().trimmed();
    cache.environment = m_environment->currentText().trimmed();
    cache.intervalMs = m_interval->value();
    cache.tags.clear();
    for (const QString& tag : m_tags->text().split(u',', Qt::SkipEmptyParts)) {
        if (!tag.trimmed().isEmpty())
            cache.tags << tag.trimmed();
    }
    m_look->applyTo(cache);
    const Endpoint endpoint = firstEndpoint();
    cache.follow = m_follow->follow(endpoint);
    NodeConfig first{m_cache.nodes.empty() ? newNodeId() : m_cache.nodes.front().id, endpoint};
    const bool wasFound = !m_cache.nodes.empty() && m_cache.nodes.front().found;
    first.found =
        cache.follow.how == Following::Sentinel &&
        (endpoint.address() == m_foundAddress || (wasFound && isSameServer(endpoint, m_cache.nodes.front().endpoint)));
    cache.nodes = {first};
    for (const NodeConfig& node : m_nodes->nodes()) {
        if (node.found && cache.follow.how == Following::Off)
            continue;
        cache.nodes.push_back(node);
        cache.nodes.back().endpoint.route = endpoint.route;
    }
    return cache;
}

QString ConnectionDialog::environmentColor() const
{
    return m_look->chosenColor();
}

QString ConnectionDialog::password() const
{
    return m_endpoint->password();
}

bool ConnectionDialog::passwordChanged() const
{
    return m_endpoint->passwordChanged() || m_passwordCopied;
}

QString ConnectionDialog::sentinelPassword() const
{
    return m_follow->password();
}

bool ConnectionDialog::sentinelPasswordChanged() const
{
    return m_follow->passwordChanged() || m_sentinelPasswordCopied;
}

std::vector<std::pair<CacheId, QString>> ConnectionDialog::changedSecrets(const CacheId& cache) const
{
    std::vector<std::pair<CacheId, QString>> changed;
    if (passwordChanged())
        changed.emplace_back(cache, password());
    if (sentinelPasswordChanged())
        changed.emplace_back(sentinelSecret(cache), sentinelPassword());
    if (m_route->secretChanged() || m_routeSecretCopied)
        changed.emplace_back(routeSecret(cache), m_route->secret());
    if (m_endpoint->keyPassphraseChanged() || m_keyPassphraseCopied)
        changed.emplace_back(tlsKeySecret(cache), m_endpoint->keyPassphrase());
    return changed;
}

void ConnectionDialog::showProblem(const Error& error)
{
    m_problem->setText(u"▲ "_s + error.text());
    widgets::setStyleProperty(m_problem, "problem", true);
}

QString ConnectionDialog::nameProblem() const
{
    const QString name = m_name->text().trimmed();
    if (name.isEmpty())
        return tr("Give the cache a name.");
    if (name.size() > 100)
        return tr("A name has at most 100 characters.");
    const CacheConfig* other = m_services.caches->findByName(name);
    if (other && other->id != m_cache.id)
        return tr("Another cache is called so.");
    return {};
}

void ConnectionDialog::validate()
{
    const QString name = nameProblem();
    m_nameField->setProblem(m_name->property("touched").toBool() ? name : QString());
    m_endpoint->setHostToBeFound(m_follow->how() == Following::Sentinel);
    const QString follow = m_follow->validate(false);
    const QString endpoint = m_endpoint->validate(false);
    const QString route = m_route->validate(false);
    QString problem = !endpoint.isEmpty() ? endpoint : !route.isEmpty() ? route : !follow.isEmpty() ? follow : name;
    if (problem.isEmpty() && m_endpoint->endpoint().address().startsWith(u':'))
        problem = tr("Test the connection: the sentinels tell the host.");
    if (problem.isEmpty()) {
        if (const auto valid = cacheledger::validate(cache()); !valid)
            problem = valid.error().message;
    }
    m_problem->setText(problem);
    widgets::setStyleProperty(m_problem, "problem", false);
    widgets::setStyleProperty(m_problem, "dim", true);
    m_save->setEnabled(problem.isEmpty());
    m_test->setEnabled(m_testing || (endpoint.isEmpty() && route.isEmpty() && follow.isEmpty()));
}

void ConnectionDialog::startTest()
{
    if (!m_endpoint->validate(true).isEmpty() || !m_route->validate(true).isEmpty() ||
        !m_follow->validate(true).isEmpty())
        return;
    m_testing = true;
    m_test->setText(tr("Cancel test"));
    m_progress->show();
    m_result->hide();
    m_replicas->hide();
    const Endpoint endpoint = firstEndpoint();
    transportsecrets::set(transportsecrets::gatewayKey(endpoint), m_route->secret());
    transportsecrets::set(transportsecrets::tlsKeyKey(endpoint), m_endpoint->keyPassphrase());
    m_services.tester->test(endpoint, m_endpoint->password(), m_follow->follow(endpoint), m_follow->password());
}

void ConnectionDialog::endTest()
{
    if (m_testing)
        m_services.tester->cancel();
    m_testing = false;
    m_test->setText(tr("Te&st connection"));
    m_progress->hide();
    validate();
}

void ConnectionDialog::onTested(const TestOutcome& outcome)
{
    if (!m_testing)
        return;
    m_testing = false;
    endTest();
    const Severity severity = outcome.usable ? Severity::Normal : Severity::Critical;
    QString html = widgets::severityHtml(m_theme, severity, outcome.headline);
    if (!outcome.hint.isEmpty())
        html += u"<br>"_s + outcome.hint.toHtmlEscaped();
    m_result->setText(html);
    m_result->setAccessibleName(outcome.headline + u' ' + outcome.hint);
    m_result->show();
    if (outcome.primary && m_endpoint->endpoint().host.isEmpty()) {
        m_foundAddress = outcome.primary->address();
        m_endpoint->setEndpoint(*outcome.primary);
    }
    offerReplicas(m_follow->how() == Following::Off ? outcome.replicas : QStringList());
}

void ConnectionDialog::offerReplicas(const QStringList& replicas)
{
    QLayout* rows = m_replicas->layout();
    while (QLayoutItem* item = rows->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    for (const QString& address : replicas) {
        if (m_nodes->has(address))
            continue;
        auto* box = new QCheckBox(tr("Also watch the replica %1").arg(address));
        box->setObjectName(u"Replica."_s + address);
        connect(box, &QCheckBox::toggled, this, [this, box, address](bool on) {
            if (!on)
                return;
            m_nodes->addAddress(address);
            box->setEnabled(!m_nodes->has(address));
        });
        rows->addWidget(box);
    }
    m_replicas->setVisible(rows->count() > 0);
}

void ConnectionDialog::save()
{
    if (m_testing)
        endTest();
    Q_EMIT saveRequested(cache());
}

void ConnectionDialog::resizeEvent(QResizeEvent* event)
{
    m_columns->setDirection(width() < 760 ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    QDialog::resizeEvent(event);
}

void ConnectionDialog::showEvent(QShowEvent* event)
{
    QDialog::showEvent(event);
    // Never larger than the window it belongs to: at 200 % that is small.
    const QSize area = parentWidget() ? parentWidget()->window()->size() : screen()->availableSize();
    resize(size().boundedTo(QSize(std::max(420, area.width() - 24), std::max(300, area.height() - 24))));
    if (m_startAtPassword)
        m_endpoint->focusPassword();
    else
        m_name->setFocus();
}

} // namespace cacheledger
