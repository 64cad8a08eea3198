// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "advisor/performancescore.h"

#include <QtWidgets/QFrame>

class QProgressBar;
class QLabel;

namespace cacheledger
{

class Theme;

/// The performance score of a cache with its parts, each as a bar with its points; a part without data says so.
class ScoreCard : public QFrame
{
    Q_OBJECT

public:
    explicit ScoreCard(Theme* theme, QWidget* parent = nullptr);

    /// `about`: what it is of, a sentence.
    void setScore(const PerformanceScore& score, const QString& about);

private:
    Theme* m_theme;
    QLabel* m_points;
    QLabel* m_of;
    QLabel* m_about;
    struct Part {
        QProgressBar* bar = nullptr;
        QLabel* text = nullptr;
    };
    std::array<Part, 3> m_parts;
};

} // namespace cacheledger
